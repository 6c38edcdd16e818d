package io.chartwire.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** A Vert.x server that runs one statement for each {@code POST /api/claims/{id}/status} and checks nothing. */
final class BareHttpServer extends BareServer {
    private static final int ID_SEGMENT = 3;

    private final BareStatement statement;
    private final String transitions;

    BareHttpServer(BareStatement statement, String transitions, int workers) throws Exception {
        super(workers);
        this.statement = statement;
        this.transitions = transitions;
        open();
    }

    @Override
    Future<?> listen() {
        return vertx().createHttpServer().requestHandler(this::receive).listen(port(), HOST);
    }

    private void receive(HttpServerRequest request) {
        String id = request.path().split("/")[ID_SEGMENT];
        request.body().onSuccess(body -> vertx().executeBlocking(() -> write(id, body), false)
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
