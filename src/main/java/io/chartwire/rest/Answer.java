package io.chartwire.rest;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Writes a problem as the answer of the exchange that failed.
 *
 * <p>It needs the exchange for the failure that Camel caught and for the response's headers.
 */
public final class Answer implements Processor {
    private static final String RETRY_SECONDS = "2";

    @Override
    public void process(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        write(exchange, Problems.from(failure == null ? exchange.getException() : failure));
    }

    private static void write(Exchange exchange, Problem problem) {
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
        answer.setHeader(Exchange.CONTENT_TYPE, Problem.MEDIA_TYPE);
        switch (problem.status()) {
            case 401 -> answer.setHeader("WWW-Authenticate", "Bearer");
            case 405 -> answer.setHeader("Allow", exchange.getVariable("allow", String.class));
                // A rate's allowance is back within a second.
            case 429 -> answer.setHeader("Retry-After", "1");
            case 503 -> answer.setHeader("Retry-After", RETRY_SECONDS);
            default -> {}
        }
        answer.setBody(problem.toJson());
    }
}
