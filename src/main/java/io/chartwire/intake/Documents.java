package io.chartwire.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartwire.StoredJson;
import java.util.Base64;
import org.apache.camel.Body;

/** A stored document as its bytes. */
public final class Documents {
    private static final ObjectMapper JSON = StoredJson.MAPPER;

    public byte[] bytes(@Body String stored) throws JsonProcessingException {
        return Base64.getMimeDecoder()
                .decode(JSON.readTree(stored).path("base64").asText());
    }
}
