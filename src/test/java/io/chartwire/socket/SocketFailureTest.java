package io.chartwire.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.identity.Audiences;
import io.chartwire.identity.Identity;
import io.chartwire.identity.TenantId;
import io.chartwire.testing.SocketClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.ContextInternal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A hub that has no memory left ends the sockets it fails, and none of them waits for ever. */
class SocketFailureTest {
    private static final TenantId TENANT = new TenantId("demo");
    private static final Identity PERSON =
            new Identity("u", "Ada", TENANT, Set.of("billing"), Instant.now().plus(Duration.ofHours(1)));

    @Test
    void a_socket_that_cannot_be_fed_or_answered_is_told_to_come_back() throws Exception {
        Audiences audiences = Audiences.parse(Files.readString(Path.of("routes/audiences.yaml")));
        Vertx vertx = Vertx.vertx();
        try (SocketHub hub = new SocketHub(
                new OutOfMemory(),
                (person, ids, remote) -> List.of(),
                null,
                () -> audiences,
                new SocketLimits(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        50,
                        9,
                        9),
                new SimpleMeterRegistry(),
                (person, action, objectId, outcome, remote) -> {},
                "9")) {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("chartwire.v1"))
                    .webSocketHandler(socket ->
                            hub.join(socket, ((ContextInternal) Vertx.currentContext()).nettyEventLoop(), PERSON))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            String url = "ws://127.0.0.1:" + server.actualPort() + "/ws";
            for (String place : List.of("opening", "reading")) {
                try (SocketClient client = SocketClient.open(url + "?since=" + place, "token")) {
                    assertThat(client.closeCode()).as(place).isEqualTo(1013);
                }
            }
            try (SocketClient client = SocketClient.open(url, "token")) {
                client.expect("ready");
                client.say("{\"token\":\"one that nothing is there to look at\"}");
                assertThat(client.closeCode()).isEqualTo(1013);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    private static final class OutOfMemory implements EventHistory {
        @Override
        public Optional<Round> since(TenantId tenant, String token) {
            if (token.equals("opening")) {
                throw new OutOfMemoryError("as when the heap is full");
            }
            return Optional.of(new Round() {
                @Override
                public List<Emission> next() {
                    throw new OutOfMemoryError("as when the heap is full");
                }

                @Override
                public String token() {
                    return token;
                }

                @Override
                public boolean holds(Emission emission) {
                    return false;
                }
            });
        }

        @Override
        public Round now(TenantId tenant) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Event> event(TenantId tenant, String id) {
            return Optional.empty();
        }
    }
}
