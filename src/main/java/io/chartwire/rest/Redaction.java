package io.chartwire.rest;

import io.chartwire.identity.OpenFields;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Leaves out of an answer what tells of a patient, where the token has no {@code phi}.
 *
 * <p>It needs the exchange to leave every other answer as it is, unread.
 */
public final class Redaction implements Processor {
    static final String OPEN_FIELDS = "openFields";

    @Override
    public void process(Exchange exchange) {
        OpenFields open = exchange.getVariable(OPEN_FIELDS, OpenFields.class);
        if (open != null && exchange.getMessage().getBody() instanceof String answer) {
            exchange.getMessage().setBody(open.ofAnswer(answer));
        }
    }
}
