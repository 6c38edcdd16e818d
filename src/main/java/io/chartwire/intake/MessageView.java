package io.chartwire.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.StoredJson;
import io.chartwire.hl7.Hl7Message;
import io.chartwire.hl7.Hl7Rejection;
import io.chartwire.hl7.Hl7Text;
import java.util.Base64;
import org.apache.camel.Body;

/** A stored message for a person: its text, and its segments drawn as a tree. */
public final class MessageView {
    private static final ObjectMapper JSON = StoredJson.MAPPER;

    /** The message with {@code raw} and {@code parsed} in place of its bytes; parsed is null for what is no message. */
    public String draw(@Body String stored) throws JsonProcessingException {
        ObjectNode message = (ObjectNode) JSON.readTree(stored);
        byte[] content = Base64.getMimeDecoder().decode(message.path("base64").asText());
        message.remove("base64");
        try {
            Hl7Message read = Hl7Message.read(content);
            message.put("raw", read.text().text());
            message.set("parsed", read.tree());
        } catch (Hl7Rejection e) {
            message.put("raw", Hl7Text.decode(content).text());
            message.putNull("parsed");
        }
        return message.toString();
    }
}
