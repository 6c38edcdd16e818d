package io.chartwire.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The schema of Camel's YAML DSL, as camel-yaml-dsl of this version ships it. */
final class DslSchema {
    private static final JsonSchema SCHEMA = read();
    /** The contents that were found to be fine, of which most are the same at the next look. */
    private static final Set<String> FINE = ConcurrentHashMap.newKeySet();

    private DslSchema() {}

    /** What a route file has that the DSL does not allow; of several that say the same of one place, the plainest. */
    static List<Problem> problems(RouteFile file, YamlDocument document) {
        if (FINE.contains(file.hash())) {
            return List.of();
        }
        Set<ValidationMessage> messages = SCHEMA.validate(document.root());
        if (messages.isEmpty()) {
            FINE.add(file.hash());
        }
        Set<String> plain = messages.stream()
                .filter(DslSchema::isPlain)
                .map(message -> message.getInstanceLocation().toString())
                .collect(Collectors.toSet());
        return messages.stream()
                .filter(message -> isPlainest(message, plain))
                .map(message -> new Problem(file.path(), lineOf(document, message), sentence(message)))
                .distinct()
                .toList();
    }

    /** Whether it names what is too much or missing, and not only that one of several forms does not fit. */
    private static boolean isPlain(ValidationMessage message) {
        return message.getType().equals("additionalProperties")
                || message.getType().equals("required");
    }

    private static boolean isPlainest(ValidationMessage message, Set<String> plain) {
        String own = message.getInstanceLocation().toString();
        return plain.stream().noneMatch(place -> place.startsWith(own + "/"))
                && (isPlain(message) || !plain.contains(own));
    }

    private static int lineOf(YamlDocument document, ValidationMessage message) {
        JsonNode at = document.root().at(message.getInstanceLocation().toString());
        return message.getProperty() == null ? document.line(at) : document.line(at, message.getProperty());
    }

    private static String sentence(ValidationMessage message) {
        String where = message.getInstanceLocation()
                .toString()
                .replaceFirst("^.*/(?=\\D)", "")
                .replaceFirst("/\\d+$", "");
        return switch (message.getType()) {
            case "additionalProperties" -> "Camel knows no " + message.getProperty() + " here, in " + where;
            case "required" -> "Camel needs " + message.getProperty() + " here, in " + where;
            default -> "Camel does not take this, in " + where + ": "
                    + message.getMessage().replaceFirst("^[^:]*: ", "");
        };
    }

    private static JsonSchema read() {
        try (InputStream shipped = DslSchema.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                    .pathType(PathType.JSON_POINTER)
                    // Steps hold steps: followed before they are used, the schema takes hundreds of megabytes.
                    .preloadJsonSchema(false)
                    .build();
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(shipped, config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
