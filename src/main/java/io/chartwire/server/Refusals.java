package io.chartwire.server;

import io.chartwire.rest.Problem;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Answers a request that Camel does not get to see. */
final class Refusals {
    private static final String RETRY_SECONDS = "2";

    private Refusals() {}

    static void answer(RoutingContext context, Problem problem) {
        HttpServerResponse answer =
                context.response().setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
        switch (problem.status()) {
            case 401 -> answer.putHeader("WWW-Authenticate", "Bearer");
            case 426 -> answer.putHeader("Upgrade", "websocket")
                    .putHeader("Connection", "Upgrade")
                    .putHeader("Sec-WebSocket-Version", "13");
            case 429, 503 -> answer.putHeader("Retry-After", RETRY_SECONDS);
            default -> {}
        }
        answer.end(problem.toJson());
    }
}
