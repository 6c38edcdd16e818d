package io.chartwire.intake;

import io.chartwire.hl7.MllpFrameDecoder;
import io.chartwire.intake.IntakeMeters.Refused;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.function.Supplier;
import org.apache.camel.component.netty.ChannelHandlerFactory;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handlers of MLLP connections, and how many connections there may be at a time. */
public final class MllpConnections {
    private static final Logger LOG = LoggerFactory.getLogger(MllpConnections.class);

    private final int limit;
    private final int idleSeconds;
    private final int maxBytes;
    private final IntakeMeters meters;

    /**
     * @param limit the most connections at a time; those above it are closed at once
     * @param idleSeconds how long a connection may be silent in the middle of a frame, or leave its answers untaken
     * @param maxBytes the largest message
     */
    public MllpConnections(int limit, int idleSeconds, int maxBytes, IntakeMeters meters) {
        this.limit = limit;
        this.idleSeconds = idleSeconds;
        this.maxBytes = maxBytes;
        this.meters = meters;
    }

    /** Counts a connection, and closes it when it is one too many. */
    public ChannelHandlerFactory admission() {
        return handler(Admission::new);
    }

    /** Notices silence. */
    public ChannelHandlerFactory idle() {
        return handler(() -> new IdleStateHandler(idleSeconds, idleSeconds, 0));
    }

    /** Cuts the bytes into frames. */
    public ChannelHandlerFactory frames() {
        return handler(() -> new MllpFrameDecoder(maxBytes));
    }

    /** Paces a connection and writes its answers. */
    public ChannelHandlerFactory pace() {
        return handler(() -> new MllpPace(meters));
    }

    private static ChannelHandlerFactory handler(Supplier<ChannelHandler> made) {
        return new DefaultChannelHandlerFactory() {
            @Override
            public ChannelHandler newChannelHandler() {
                return made.get();
            }
        };
    }

    private final class Admission extends ChannelInboundHandlerAdapter {
        private boolean admitted;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (meters.connections().incrementAndGet() > limit) {
                meters.connections().decrementAndGet();
                meters.count(Refused.LIMIT);
                LOG.warn(
                        "An MLLP connection from {} was refused: {} are open",
                        context.channel().remoteAddress(),
                        limit);
                context.close();
                return;
            }
            admitted = true;
            context.fireChannelActive();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (admitted) {
                admitted = false;
                meters.connections().decrementAndGet();
            }
            context.fireChannelInactive();
        }
    }
}
