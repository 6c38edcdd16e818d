package io.chartwire.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartwire.StoredJson;
import io.chartwire.hl7.Acknowledgement;
import io.chartwire.hl7.Hl7Rejection;
import io.chartwire.hl7.Outcome;
import io.chartwire.intake.IntakeMeters.Received;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers of a message as the bytes that its sender gets, which are the same for every copy of it; each is counted. */
public final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final byte[] NONE = new byte[0];
    private static final ObjectMapper JSON = StoredJson.MAPPER;

    private final IntakeMeters meters;

    public Answers(IntakeMeters meters) {
        this.meters = meters;
    }

    /** The stored answers in the order to send them: none, one or two. */
    public List<byte[]> stored(@Body String answers) throws JsonProcessingException {
        JsonNode document = JSON.readTree(answers);
        meters.count(Received.of(document.path("status").asText()));
        return of(document);
    }

    /** The answers of a message that is not kept. */
    public List<byte[]> refused(@Variable("delivery") Delivery delivery) {
        meters.count(
                switch (delivery.outcome()) {
                    case FAILED -> Received.FAILED;
                    default -> delivery.kind() == Delivery.Kind.OVERSIZED
                            ? Received.OVERSIZED
                            : Received.UNKNOWN_SENDER;
                });
        return delivery.answers();
    }

    /** The answers when the message could not be stored now; AE and no more to one that was not even read. */
    public List<byte[]> notNow(@Variable("delivery") Delivery delivery, @ExchangeException Throwable failure) {
        meters.count(Received.FAILED);
        if (delivery == null) {
            LOG.error(
                    "A message could not be read and is answered AE: {}",
                    failure.getClass().getName());
            return List.of(Acknowledgement.unreadable(Outcome.FAILED, Hl7Rejection.notNow())
                    .bytes());
        }
        return delivery.notNow();
    }

    /** The one answer that fits into an HTTP response: the application's where there are two, nothing where there is none. */
    public byte[] last(@Body List<byte[]> answers) {
        return answers.isEmpty() ? NONE : answers.get(answers.size() - 1);
    }

    static List<byte[]> of(JsonNode document) {
        Charset charset = Charset.forName(document.path("charset").asText());
        List<byte[]> answers = new ArrayList<>(2);
        document.path("acks")
                .forEach(ack ->
                        answers.add(Acknowledgement.bytes(ack.path("text").asText(), charset)));
        return answers;
    }
}
