package io.chartwire.hl7;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Messages and the shipped mapping, for tests. */
final class Hl7Samples {

    static final PathologyMapping MAPPING = PathologyMapping.load(Path.of("routes/hl7/pathology-mapping.yaml"));

    private static final String HEADER = "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250108143000||ORU^R01|M1|P|2.5";

    private Hl7Samples() {}

    static byte[] file(String name) {
        try (InputStream in = Hl7Samples.class.getResourceAsStream("/hl7/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A result message with these segments after MSH and PID. */
    static Hl7Message oru(String... segments) {
        return message(HEADER, "PID|1||MRN1^^^CLINIC^MR||DOE^JANE||19800515|F", String.join("\r", segments));
    }

    static Hl7Message message(String... segments) {
        return Hl7Message.read((String.join("\r", segments) + "\r").getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode json(Hl7Message message) {
        return OruReport.of(message, MAPPING).toJson();
    }
}
