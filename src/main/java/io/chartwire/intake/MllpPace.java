package io.chartwire.intake;

import io.chartwire.hl7.MllpFrameDecoder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Paces one connection: it reads no further while several of its messages wait, and closes when half a frame is followed by
 * silence. An answer is a list of frames, which may be empty.
 *
 * <p>Belongs to one connection and runs on its event loop alone.
 */
final class MllpPace extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(MllpPace.class);
    private static final int MOST_WAITING = 16;

    private int waiting;

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (++waiting >= MOST_WAITING
                || frame instanceof byte[] content && content.length > MllpFrameDecoder.DEFAULT_LIMIT / 32) {
            context.channel().config().setAutoRead(false);
        }
        context.fireChannelRead(frame);
    }

    @Override
    public void write(ChannelHandlerContext context, Object answer, ChannelPromise promise) {
        waiting--;
        if (waiting < MOST_WAITING / 2 && !context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(true);
        }
        Iterator<?> frames = ((List<?>) answer).iterator();
        if (!frames.hasNext()) {
            promise.setSuccess();
        }
        while (frames.hasNext()) {
            Object frame = frames.next();
            context.write(frame, frames.hasNext() ? context.newPromise() : promise);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof IdleStateEvent)) {
            context.fireUserEventTriggered(event);
        } else if (waiting == 0
                && context.pipeline().get(MllpFrameDecoder.class).insideFrame()) {
            LOG.warn(
                    "An MLLP connection from {} fell silent in the middle of a frame and is closed",
                    context.channel().remoteAddress());
            context.close();
        }
    }

    /** A sender that goes away is no failure of the hub. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("An MLLP connection was reset", cause);
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
