package io.chartwire.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.ServerSocket;
import java.util.Map;

/** A Vert.x server that runs one statement for each {@code POST /api/claims/{id}/status} and checks nothing. */
final class BareHttpServer implements AutoCloseable {
    private static final int ID_SEGMENT = 3;

    private final BareStatement statement;
    private final String transitions;
    private final Vertx vertx;
    private final int port;

    BareHttpServer(BareStatement statement, String transitions, int workers) throws Exception {
        this.statement = statement;
        this.transitions = transitions;
        this.vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(workers));
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
        int loops = Runtime.getRuntime().availableProcessors();
        vertx.deployVerticle(Listener::new, new DeploymentOptions().setInstances(loops))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    int port() {
        return port;
    }

    private final class Listener extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer()
                    .requestHandler(this::receive)
                    .listen(port, "127.0.0.1")
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        private void receive(HttpServerRequest request) {
            String id = request.path().split("/")[ID_SEGMENT];
            request.body().onSuccess(body -> vertx.executeBlocking(() -> write(id, body), false)
                    .onSuccess(object -> request.response()
                            .putHeader("Content-Type", "application/json")
                            .end(object))
                    .onFailure(failure -> request.response().setStatusCode(500).end(failure.toString())));
        }

        private String write(String id, Buffer body) throws Exception {
            String object = statement.run(
                    Map.of("tenant", "demo", "id", id, "request", body.toString(), "transitions", transitions));
            if (object == null) {
                throw new IllegalStateException("refused");
            }
            return object;
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
