package io.chartwire.rest;

import io.chartwire.audit.AuditTrail;
import java.sql.SQLException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a problem as the answer of the exchange that failed.
 *
 * <p>It needs the exchange for the failure that Camel caught and for the response's headers; what is refused is entered in the audit log.
 */
public final class Answer implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);
    private static final String RETRY_SECONDS = "2";

    private final AuditTrail trail;

    /** @param trail takes what was refused */
    public Answer(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Problem problem = Problems.from(failure == null ? exchange.getException() : failure);
        try {
            trail.record(AuditedRequests.entry(exchange, problem.status()));
        } catch (SQLException e) {
            LOG.error("A refusal ({}) is not in the audit log, which takes no entries now", problem.status());
        }
        write(exchange, problem);
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
