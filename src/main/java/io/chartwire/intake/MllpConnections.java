package io.chartwire.intake;

import io.chartwire.audit.Entry;
import io.chartwire.hl7.MllpFrameDecoder;
import io.chartwire.intake.IntakeMeters.Refused;
import io.chartwire.tls.PemIdentity;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.NonStickyEventExecutorGroup;
import io.netty.util.concurrent.UnorderedThreadPoolEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.component.netty.ChannelHandlerFactory;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handlers of MLLP connections, who may open one and how many at a time, and the certificate that they show. */
public final class MllpConnections {
    private static final Logger LOG = LoggerFactory.getLogger(MllpConnections.class);

    private final int limit;
    private final int idleSeconds;
    private final Supplier<MllpFrameDecoder> decoders;
    private final Supplier<Senders> senders;
    private final IntakeMeters meters;
    private final RefusedConnections refused;
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;
    private volatile SslContext tls;

    /**
     * @param limit the most connections at a time; those above it are closed at once
     * @param idleSeconds how long a connection may be silent in the middle of a frame, or leave its answers untaken
     * @param decoders make the decoder of each connection
     * @param audit takes the entries of connections that were refused, without waiting
     */
    public MllpConnections(
            int limit,
            int idleSeconds,
            Supplier<MllpFrameDecoder> decoders,
            Supplier<Senders> senders,
            IntakeMeters meters,
            Consumer<Entry> audit) {
        this.limit = limit;
        this.idleSeconds = idleSeconds;
        this.decoders = decoders;
        this.senders = senders;
        this.meters = meters;
        this.refused = new RefusedConnections(meters, audit);
    }

    /**
     * Threads that process messages: one at a time of each connection, in order, and whichever thread is free, so that no lab
     * waits behind the large message of another.
     */
    public static EventExecutorGroup workers(int count) {
        return new NonStickyEventExecutorGroup(
                new UnorderedThreadPoolEventExecutor(count, new DefaultThreadFactory("mllp-worker", true)));
    }

    /** From now on connections begin with TLS. */
    public void show(PemIdentity identity) throws IOException {
        tls = identity.context();
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
        return handler(decoders::get);
    }

    /** Paces a connection and writes its answers. */
    public ChannelHandlerFactory pace() {
        return handler(() -> new MllpPace(meters, refused));
    }

    /** Takes no further message, and returns when those taken are answered and their connections closed, or time is up. */
    public void drain(Duration patience) throws InterruptedException {
        draining = true;
        open.forEach(channel -> channel.eventLoop().execute(() -> {
            ChannelHandlerContext context = channel.pipeline().context(MllpPace.class);
            if (context != null) {
                ((MllpPace) context.handler()).drain(context);
            }
        }));
        long end = System.nanoTime() + patience.toNanos();
        while (!open.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        if (!open.isEmpty()) {
            LOG.warn("{} MLLP connections are closed before their messages are answered", open.size());
        }
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
        public void handlerAdded(ChannelHandlerContext context) {
            SslContext current = tls;
            if (current != null) {
                context.pipeline().addFirst(current.newHandler(context.alloc()));
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (!senders.get().admit((InetSocketAddress) context.channel().remoteAddress())) {
                refused.refuse(context, Refused.NETWORK, "no sender is in its network");
            } else if (meters.connections().incrementAndGet() > limit) {
                meters.connections().decrementAndGet();
                refused.refuse(context, Refused.LIMIT, limit + " are open");
            } else {
                admitted = true;
                open.add(context.channel());
                if (draining) {
                    context.close();
                }
                context.fireChannelActive();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (admitted) {
                admitted = false;
                open.remove(context.channel());
                meters.connections().decrementAndGet();
            }
            context.fireChannelInactive();
        }
    }
}
