package io.chartwire.server;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConsumer;
import org.apache.camel.component.vertx.websocket.VertxWebsocketHost;
import org.apache.camel.component.vertx.websocket.VertxWebsocketHostConfiguration;
import org.apache.camel.component.vertx.websocket.VertxWebsocketHostKey;
import org.apache.camel.spi.annotations.Component;

/**
 * camel-vertx-websocket on the hub's own port: its host shares the platform-http router and opens no server.
 *
 * <p>Without the annotation here Camel 4.17 would ignore every endpoint option.
 */
@Component("vertx-websocket")
public final class HubWebsocketComponent extends VertxWebsocketComponent {
    private final HubServer server;

    public HubWebsocketComponent(HubServer server) {
        this.server = server;
    }

    @Override
    protected VertxWebsocketHost createVertxWebsocketHost(
            VertxWebsocketHostConfiguration configuration, VertxWebsocketHostKey key) {
        VertxWebsocketHostConfiguration shared = new VertxWebsocketHostConfiguration(
                getVertx(), server.router(), configuration.getServerOptions(), null);
        return new VertxWebsocketHost(getCamelContext(), shared, key) {
            @Override
            public void connect(VertxWebsocketConsumer consumer) {
                super.connect(new VertxWebsocketConsumer(consumer.getEndpoint(), consumer.getProcessor()) {
                    @Override
                    public void onOpen(
                            String key, SocketAddress remote, RoutingContext context, ServerWebSocket connection) {
                        // What the client says waits, in order, until the hub has taken the socket in and reads it
                        // itself.
                        connection.pause();
                        // Camel's list of peers is for its producer, which nothing here uses; it would only grow.
                        getConnectedPeers().clear();
                        super.onOpen(key, remote, context, new OpenedSocket(connection, context.request()));
                    }
                });
            }

            @Override
            public void start() {
                // The hub's server listens for all of them.
            }
        };
    }
}
