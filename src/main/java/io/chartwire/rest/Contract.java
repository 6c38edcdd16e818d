package io.chartwire.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.chartwire.Mistake;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The REST contract of {@code routes/openapi.yaml} (OpenAPI 3.1), with its paths as a tree and its schemas compiled once.
 *
 * <p>Immutable, so that a changed contract is a new object and a request sees one or the other.
 */
public final class Contract {
    private static final String ROOT = "https://chartwire.example/openapi.yaml";
    private static final String COMPONENTS = "#/components/schemas/";
    private static final String DEFINITIONS = "#/$defs/";
    private static final String API = "/api/";
    private static final int MOST_ERRORS = 100;
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final JsonNode document;
    private final JsonSchemaFactory schemas;
    private final Node root = new Node();
    private final List<Operation> operations = new ArrayList<>();

    /**
     * One operation of the contract.
     *
     * @param id the operationId, which is also the id of its route
     * @param resource the first segment below {@code /api}
     * @param mediaTypes what the body may be; empty when the operation takes none
     * @param body the body's schema; null when it is not JSON
     */
    record Operation(
            String id,
            String method,
            String resource,
            List<Parameter> parameters,
            Set<String> mediaTypes,
            boolean bodyRequired,
            JsonSchema body) {

        boolean writes() {
            return !method.equals("GET");
        }

        boolean json() {
            return body != null;
        }

        /** Whether it takes a body of this type that is not JSON, and reads it as it is. */
        boolean takesAsItIs(String mediaType) {
            return mediaTypes.contains(mediaType) && !(json() && mediaType.equals("application/json"));
        }
    }

    /** A parameter; {@code in} is {@code path} or {@code query}. */
    record Parameter(String name, String in, boolean required, String defaultValue, JsonSchema schema) {}

    /** What a request's path leads to. */
    record Match(Operation operation, Map<String, String> pathParameters, Set<String> allowed) {}

    private static final class Node {
        final Map<String, Node> literal = new HashMap<>();
        Node any;
        String name;
        final Map<String, Operation> operations = new LinkedHashMap<>();
    }

    /**
     * Reads the contract.
     *
     * @throws JsonProcessingException when it is no YAML
     * @throws Mistake when an operation has no operationId, or two have the same
     */
    public static Contract parse(String yaml) throws JsonProcessingException {
        return new Contract(YAML.readTree(yaml));
    }

    private Contract(JsonNode document) {
        this.document = document;
        this.schemas = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(ROOT, definitions(document)))));
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (Set.of("get", "put", "post", "delete", "patch").contains(method.getKey())) {
                        add(path.getKey(), path.getValue(), method.getKey(), method.getValue());
                    }
                }));
    }

    /** The ids of all operations, each of which needs a route. */
    public List<String> operationIds() {
        return operations.stream().map(Operation::id).toList();
    }

    /** Whether a request's body is one that is not JSON and that its operation takes. */
    public boolean takesMessage(HttpServerRequest request) {
        Operation operation = match(request.method().name(), request.path()).operation();
        return operation != null && operation.takesAsItIs(mediaType(request));
    }

    /** The type of a request's body, without its parameters; empty when none is told. */
    static String mediaType(HttpServerRequest request) {
        String given = request.getHeader("Content-Type");
        return given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** Finds the operation of a request; its operation is null when there is none for the path or for the method. */
    Match match(String method, String path) {
        Map<String, String> parameters = new HashMap<>();
        Node node = root;
        for (String segment : segments(path)) {
            Node next = node.literal.get(segment);
            if (next == null && node.any != null && !segment.isEmpty()) {
                next = node.any;
                parameters.put(next.name, segment);
            }
            if (next == null) {
                return new Match(null, Map.of(), Set.of());
            }
            node = next;
        }
        return new Match(node.operations.get(method), parameters, new TreeSet<>(node.operations.keySet()));
    }

    /** What is wrong with a body, a field at a time and not without end; empty when nothing is. */
    static List<Problem.FieldError> errors(JsonSchema schema, JsonNode body) {
        return schema.validate(body).stream()
                .limit(MOST_ERRORS)
                .map(Contract::error)
                .toList();
    }

    /** What is wrong with a parameter's value, as a sentence; empty when nothing is. */
    static List<String> parameterErrors(JsonSchema schema, String value) {
        return schema.validate(typed(schema, value)).stream()
                .map(Contract::sentence)
                .toList();
    }

    /** A parameter's value as what its schema asks for: digits are a number only where a number is wanted. */
    private static JsonNode typed(JsonSchema schema, String value) {
        boolean number = schema.getSchemaNode().path("type").asText().matches("integer|number");
        return number && value.matches("-?\\d{1,18}")
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
                : JsonNodeFactory.instance.textNode(value);
    }

    private static Problem.FieldError error(ValidationMessage message) {
        String pointer = "#" + message.getInstanceLocation();
        boolean named = "required".equals(message.getType()) && message.getProperty() != null;
        return new Problem.FieldError(named ? pointer + "/" + message.getProperty() : pointer, sentence(message));
    }

    /** The message without the place in front and without the value, which may be a patient's. */
    private static String sentence(ValidationMessage message) {
        return switch (message.getType()) {
            case "required" -> "is required";
            case "format" -> "does not have the format " + message.getArguments()[0];
            default -> message.getMessage().replaceFirst("^[^:]*: ", "");
        };
    }

    private void add(String path, JsonNode item, String method, JsonNode operation) {
        String id = operation.path("operationId").asText();
        if (id.isEmpty() || operationIds().contains(id)) {
            throw Mistake.at(List.of("paths", path, method), method + " " + path + " needs an operationId of its own");
        }
        List<Parameter> parameters = new ArrayList<>();
        item.path("parameters").forEach(it -> parameters.add(parameter(it)));
        operation.path("parameters").forEach(it -> parameters.add(parameter(it)));
        JsonNode request = resolve(operation.path("requestBody"));
        Set<String> mediaTypes = new TreeSet<>();
        request.path("content").fieldNames().forEachRemaining(mediaTypes::add);
        JsonNode json = request.path("content").path("application/json").path("schema");
        Operation added = new Operation(
                id,
                method.toUpperCase(java.util.Locale.ROOT),
                path.startsWith(API) ? path.substring(API.length()).split("/")[0] : "",
                parameters.stream().filter(it -> !it.in().equals("header")).toList(),
                mediaTypes,
                request.path("required").asBoolean(false),
                json.isMissingNode() ? null : schema(json));
        operations.add(added);
        Node node = root;
        for (String segment : segments(path)) {
            if (segment.startsWith("{")) {
                if (node.any == null) {
                    node.any = new Node();
                    node.any.name = segment.substring(1, segment.length() - 1);
                }
                node = node.any;
            } else {
                node = node.literal.computeIfAbsent(segment, it -> new Node());
            }
        }
        node.operations.put(added.method(), added);
    }

    private Parameter parameter(JsonNode reference) {
        JsonNode parameter = resolve(reference);
        JsonNode schema = parameter.path("schema");
        JsonNode byDefault = resolve(schema).path("default");
        return new Parameter(
                parameter.path("name").asText(),
                parameter.path("in").asText(),
                parameter.path("required").asBoolean(false),
                byDefault.isMissingNode() ? null : byDefault.asText(),
                schema(schema));
    }

    private JsonSchema schema(JsonNode schema) {
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .formatAssertionsEnabled(true)
                .pathType(PathType.JSON_POINTER)
                .typeLoose(false)
                .build();
        JsonNode reference = schema.path("$ref");
        return reference.isTextual()
                ? schemas.getSchema(
                        SchemaLocation.of(ROOT + reference.asText().replace(COMPONENTS, DEFINITIONS)), config)
                : schemas.getSchema(SchemaLocation.of(ROOT), inDefinitions(schema), config);
    }

    /** The contract's schemas as one JSON Schema document, for nothing else of the contract is one. */
    private static String definitions(JsonNode document) {
        return "{\"$defs\":"
                + document.path("components").path("schemas").toString().replace(COMPONENTS, DEFINITIONS) + "}";
    }

    private static JsonNode inDefinitions(JsonNode schema) {
        try {
            return YAML.readTree(schema.toString().replace(COMPONENTS, DEFINITIONS));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isTextual() ? document.at(reference.asText().substring(1)) : node;
    }

    private static String[] segments(String path) {
        return path.substring(1).split("/", -1);
    }
}
