package io.chartwire.server;

import io.chartwire.rest.Problem;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection that does not get its request done: bytes that trickle keep an idle timeout from ever ending.
 *
 * <p>It stands behind Netty's decoder and sees heads, parts of bodies and answers. A head must be whole in time, after the
 * connection was opened or the last answer was sent; a body has as long, and more for each byte that has come. While the hub works
 * on its answer there is no limit, and none on a WebSocket, at whose upgrade it leaves.
 */
final class RequestDeadline extends ChannelDuplexHandler {
    private static final long SLOWEST_BYTES_A_SECOND = 4096;

    private final long requestNanos;
    private final long idleNanos;
    private final boolean surplus;

    private enum Phase {
        HEAD,
        BODY,
        ANSWER
    }

    private Phase phase = Phase.HEAD;
    private boolean answered;
    private long since = System.nanoTime();
    private long allowed;
    private ScheduledFuture<?> check;

    /**
     * @param request for a first head, and for a body beyond its bytes
     * @param idle for a further head on the same connection
     * @param surplus whether any request is answered 503, because there are too many connections
     */
    RequestDeadline(Duration request, Duration idle, boolean surplus) {
        this.requestNanos = request.toNanos();
        this.idleNanos = idle.toNanos();
        this.surplus = surplus;
        this.allowed = requestNanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        schedule(context, allowed);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        check.cancel(false);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        check.cancel(false);
        super.channelInactive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (surplus) {
            ReferenceCountUtil.release(message);
            if (message instanceof HttpRequest) {
                refuse(context, Problem.of(503, "The hub has as many connections as it may; try again"));
            }
            return;
        }
        if (message instanceof HttpRequest) {
            answered = false;
            enter(Phase.BODY, requestNanos);
        }
        if (message instanceof HttpContent content) {
            allowed += TimeUnit.SECONDS.toNanos(content.content().readableBytes()) / SLOWEST_BYTES_A_SECOND;
        }
        if (message instanceof LastHttpContent) {
            received();
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        boolean interim =
                message instanceof HttpResponse answer && answer.status().code() < 200;
        if (interim && ((HttpResponse) message).status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            context.pipeline().remove(this);
        } else if (!interim && message instanceof LastHttpContent) {
            answered();
        }
        super.write(context, message, promise);
    }

    private void received() {
        if (answered) {
            enter(Phase.HEAD, idleNanos);
        } else {
            enter(Phase.ANSWER, Long.MAX_VALUE);
        }
    }

    /** A request may be answered while its body still comes. */
    private void answered() {
        answered = true;
        if (phase == Phase.ANSWER) {
            enter(Phase.HEAD, idleNanos);
        }
    }

    private void enter(Phase next, long limit) {
        phase = next;
        since = System.nanoTime();
        allowed = limit;
    }

    /** One task a connection, which looks and puts itself off: requests are too many for a timer each. */
    private void schedule(ChannelHandlerContext context, long nanos) {
        check = context.executor().schedule(() -> look(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        if (phase == Phase.ANSWER) {
            schedule(context, idleNanos);
            return;
        }
        long left = allowed - (System.nanoTime() - since);
        if (left > 0) {
            schedule(context, left);
        } else if (phase == Phase.BODY && !answered) {
            refuse(context, Problem.of(408, "The request's body did not come in time"));
        } else {
            context.close();
        }
    }

    private static void refuse(ChannelHandlerContext context, Problem problem) {
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(problem.status()),
                Unpooled.copiedBuffer(problem.toJson(), StandardCharsets.UTF_8));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (problem.status() == 503) {
            answer.headers().set(HttpHeaderNames.RETRY_AFTER, "2");
        }
        context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
}
