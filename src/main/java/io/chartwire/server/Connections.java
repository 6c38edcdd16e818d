package io.chartwire.server;

import io.chartwire.Settings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many HTTP connections there may be, sockets included, and how long one may take to make its request. */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    /** The name that Vert.x gives the handler that turns what Netty has read into requests. */
    private static final String VERTX_HANDLER = "handler";
    /** A surplus connection is there to be told so, and not for long. */
    private static final Duration SURPLUS = Duration.ofSeconds(2);

    private final int limit;
    private final Duration request;
    private final Duration idle;
    private final AtomicInteger open = new AtomicInteger();

    Connections(Settings settings) {
        this.limit = settings.number("chartwire.http.max-connections");
        this.request = Duration.ofSeconds(settings.number("chartwire.http.request-seconds"));
        this.idle = Duration.ofSeconds(settings.number("chartwire.http.idle-seconds"));
    }

    /** Takes a connection in as it is opened, on its event loop. */
    void admit(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        boolean surplus = open.incrementAndGet() > limit;
        if (surplus) {
            LOG.debug("A connection over the limit of {} is refused", limit);
        }
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(
                VERTX_HANDLER,
                "request-deadline",
                surplus ? new RequestDeadline(SURPLUS, SURPLUS, true) : new RequestDeadline(request, idle, false));
    }
}
