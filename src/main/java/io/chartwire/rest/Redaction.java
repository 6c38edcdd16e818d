package io.chartwire.rest;

import io.chartwire.identity.OpenFields;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Leaves out of an answer what tells of a patient, where the token has no {@code phi}; what has no fields to leave out, a document, is
 * not shown. The answer to a write that is none of JSON is the sender's own acknowledgement.
 *
 * <p>It needs the exchange to leave every other answer as it is, unread.
 */
public final class Redaction implements Processor {
    static final String OPEN_FIELDS = "openFields";

    @Override
    public void process(Exchange exchange) {
        OpenFields open = exchange.getVariable(OPEN_FIELDS, OpenFields.class);
        if (open == null) {
            return;
        }
        if (exchange.getMessage().getBody() instanceof String answer) {
            exchange.getMessage().setBody(open.ofAnswer(answer));
        } else if (AuditedRequests.isRead(exchange)) {
            throw Problem.of(403, "None of the token's roles may see patients' data")
                    .toException();
        }
    }
}
