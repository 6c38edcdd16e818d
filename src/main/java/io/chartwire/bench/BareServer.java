package io.chartwire.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.ServerSocket;

/** A Vert.x server on a free port, with as many event loops as there are cores, and nothing around its handler. */
abstract class BareServer implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    private final Vertx vertx;
    private final int port;

    BareServer(int workers) throws Exception {
        this.vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(workers));
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
    }

    /** Listens; returns when connections are accepted. */
    void open() {
        int loops = Runtime.getRuntime().availableProcessors();
        vertx.deployVerticle(Listener::new, new DeploymentOptions().setInstances(loops))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    int port() {
        return port;
    }

    Vertx vertx() {
        return vertx;
    }

    /** Starts one of the listeners that share the port, on its own event loop. */
    abstract Future<?> listen();

    private final class Listener extends AbstractVerticle {
        @Override
        public void start(Promise<Void> started) {
            listen().<Void>mapEmpty().onComplete(started);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
