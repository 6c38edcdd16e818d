package io.chartwire.intake;

import io.chartwire.hl7.FrameProgress;
import io.chartwire.hl7.LargeFrame;
import io.chartwire.hl7.MllpFrameDecoder;
import io.chartwire.intake.IntakeMeters.Refused;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Paces one connection. It reads no further while several of its messages wait for their answers or for the sender to take
 * them, so neither a fast sender nor one that reads nothing fills the memory. An answer is a list of frames, which may be
 * empty. It does not read either while a large message waits for its turn.
 *
 * <p>A sender that closes its half still gets its answers. A connection closes when half a frame is followed by silence, when
 * a large one takes too long, or when the sender does not take its answers.
 *
 * <p>Belongs to one connection and runs on its event loop alone.
 */
final class MllpPace extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(MllpPace.class);
    private static final int MOST_WAITING = 16;

    private final IntakeMeters meters;
    private final RefusedConnections refused;
    /** When each message that has no answer yet came. */
    private final Queue<Long> unanswered = new ArrayDeque<>();

    private Peer peer;
    private int untaken;
    private boolean stalled;
    private boolean readsNoMore;
    /** Behind a large message, or as many small ones as may wait. */
    private boolean full;
    /** In the middle of a frame that may not grow now. */
    private boolean held;

    MllpPace(IntakeMeters meters, RefusedConnections refused) {
        this.meters = meters;
        this.refused = refused;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (context.channel().config() instanceof SocketChannelConfig config) {
            config.setAllowHalfClosure(true);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        unanswered.add(System.nanoTime());
        if (waiting() >= MOST_WAITING || frame instanceof LargeFrame) {
            full = true;
            readWhenFree(context);
        }
        if (peer == null) {
            peer = Peer.of(context.channel());
        }
        context.fireChannelRead(new Frame(frame, peer));
    }

    @Override
    public void write(ChannelHandlerContext context, Object answer, ChannelPromise promise) {
        if (!(answer instanceof List<?> answers)) {
            // A failure of the routes themselves: the sender keeps the message and sends it again.
            close(context, "A message from {} could not be answered; its connection is closed");
            return;
        }
        meters.answered(System.nanoTime() - unanswered.remove());
        untaken++;
        promise.addListener(taken -> taken(context));
        Iterator<?> frames = answers.iterator();
        if (!frames.hasNext()) {
            promise.setSuccess();
        }
        while (frames.hasNext()) {
            Object frame = frames.next();
            context.write(frame, frames.hasNext() ? context.newPromise() : promise);
        }
    }

    private void taken(ChannelHandlerContext context) {
        untaken--;
        stalled = false;
        if (readsNoMore) {
            closeWhenAnswered(context);
        } else if (waiting() < MOST_WAITING / 2) {
            full = false;
            readWhenFree(context);
        }
    }

    private void readWhenFree(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(!readsNoMore && !full && !held);
    }

    /** Reads nothing more, and closes the connection once what was read is answered. */
    void drain(ChannelHandlerContext context) {
        readsNoMore = true;
        readWhenFree(context);
        closeWhenAnswered(context);
    }

    private void closeWhenAnswered(ChannelHandlerContext context) {
        if (waiting() == 0) {
            context.close();
        }
    }

    private int waiting() {
        return unanswered.size() + untaken;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent idle) {
            closeIfStuck(context, idle.state());
            return;
        }
        if (event instanceof FrameProgress progress) {
            follow(context, progress);
            return;
        }
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            refused.refuse(context, Refused.HANDSHAKE, reason(handshake.cause()));
        }
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            readsNoMore = true;
            closeWhenAnswered(context);
        }
        context.fireUserEventTriggered(event);
    }

    private void follow(ChannelHandlerContext context, FrameProgress progress) {
        if (progress == FrameProgress.TOO_SLOW) {
            close(context, "An MLLP connection from {} took too long for a large message and is closed");
        } else {
            held = progress == FrameProgress.WAITS;
            readWhenFree(context);
        }
    }

    private void closeIfStuck(ChannelHandlerContext context, IdleState state) {
        if (state == IdleState.WRITER_IDLE && untaken > 0) {
            // An answer may have been written just now; one that waits for a second time is not taken.
            if (stalled) {
                close(context, "An MLLP connection from {} does not take its answers and is closed");
            }
            stalled = true;
        } else if (state == IdleState.READER_IDLE
                && waiting() == 0
                && context.pipeline().get(MllpFrameDecoder.class).insideFrame()) {
            close(context, "An MLLP connection from {} fell silent in the middle of a frame and is closed");
        }
    }

    /** Netty's text about what is no TLS holds the bytes, which may be a message. */
    private static String reason(Throwable refusal) {
        return refusal instanceof NotSslRecordException ? "it does not speak TLS" : refusal.getMessage();
    }

    private static void close(ChannelHandlerContext context, String why) {
        LOG.warn(why, context.channel().remoteAddress());
        context.close();
    }

    /** A sender that goes away, or whose TLS breaks, is no failure of the hub. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause.getCause() instanceof SSLException) {
            context.close();
        } else if (cause instanceof IOException) {
            LOG.debug("An MLLP connection was reset", cause);
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
