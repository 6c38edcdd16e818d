package io.chartwire.server;

import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
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
            public void start() {
                // The hub's server listens for all of them.
            }
        };
    }
}
