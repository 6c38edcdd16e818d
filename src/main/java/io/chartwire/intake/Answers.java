package io.chartwire.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/** The stored answers of a message as the bytes that its sender gets, which are the same for every copy of it. */
public final class Answers {
    private static final byte[] NONE = new byte[0];
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The answers in the order to send them: none, one or two. */
    public List<byte[]> stored(String answers) throws JsonProcessingException {
        return of(JSON.readTree(answers));
    }

    /** The one answer that fits into an HTTP response: the application's where there are two, nothing where there is none. */
    public byte[] last(List<byte[]> answers) {
        return answers.isEmpty() ? NONE : answers.get(answers.size() - 1);
    }

    static List<byte[]> of(JsonNode document) {
        Charset charset = Charset.forName(document.path("charset").asText());
        List<byte[]> answers = new ArrayList<>(2);
        document.path("acks")
                .forEach(ack -> answers.add(ack.path("text").asText().getBytes(charset)));
        return answers;
    }
}
