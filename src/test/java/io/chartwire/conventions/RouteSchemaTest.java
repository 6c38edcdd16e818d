package io.chartwire.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every route file is what Camel's YAML DSL of this version allows, by the schema that camel-yaml-dsl itself ships.
 *
 * <p>camel-yaml-dsl-validator-maven-plugin does the same; its release 4.17 reads files below src/main/resources only.
 */
class RouteSchemaTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final JsonSchema SCHEMA = schema(shipped());
    private static final JsonSchema CANONICAL = schema(canonical());

    @ParameterizedTest
    @MethodSource("files")
    void is_what_camels_yaml_dsl_allows(Path file) {
        assertThat(faults(RouteFolder.yaml(file))).as("%s", file).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- rout: {id: a, from: {uri: 'direct:a', steps: []}}",
                "- route: {id: a, form: {uri: 'direct:a', steps: []}}",
                "- route: {id: a, from: {uri: 'direct:a', steps: [{too: {uri: 'direct:b'}}]}}",
                "- route: {id: a, from: {uri: 'direct:a', steps: [{to: {id: b, address: 'direct:b'}}]}}",
                "- route: {id: a, from: {uri: 'direct:a', steps: {to: {uri: 'direct:b'}}}}",
                "- routeTemplate: {id: a, parameters: [{descripton: x}], route: {from: {uri: 'direct:a', steps: []}}}"
            })
    void refuses_what_camel_would_not_understand(String yaml) throws JsonProcessingException {
        assertThat(faults(YAML.readTree(yaml))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("routeTests")
    void a_route_test_is_what_its_schema_tells_editors(Path file) {
        JsonSchema tests = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(RouteFolder.text(RouteFolder.PATH.resolve("tests/schema.json")));
        assertThat(tests.validate(RouteFolder.yaml(file))).as("%s", file).isEmpty();
    }

    /** Tools write this form, and the others are deprecated: an expression is written out, and nothing is a text in place of it. */
    @ParameterizedTest
    @MethodSource("files")
    void is_in_canonical_form(Path file) {
        assertThat(faults(CANONICAL, RouteFolder.yaml(file))).as("%s", file).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- route: {id: a, from: {uri: 'direct:a', steps: [{to: 'direct:b'}]}}",
                "- route: {id: a, from: {uri: 'direct:a', steps: [{setBody: {constant: b}}]}}",
                "- route: {id: a, from: {uri: 'direct:a', steps: [{setBody: {expression: {constant: b}}}]}}",
                "- from: {uri: 'direct:a', steps: []}"
            })
    void refuses_the_short_forms(String yaml) throws JsonProcessingException {
        assertThat(faults(SCHEMA, YAML.readTree(yaml))).isEmpty();
        assertThat(faults(CANONICAL, YAML.readTree(yaml))).isNotEmpty();
    }

    static Stream<Path> routeTests() {
        return Stream.concat(
                RouteFolder.below(RouteFolder.PATH.resolve("tests"), ".yaml").stream(),
                RouteFolder.below(Path.of("src/test/resources/referrals/tests"), ".yaml").stream());
    }

    static Stream<Path> files() {
        return Stream.concat(
                RouteFolder.files().stream(), RouteFolder.below(Path.of("src/test/resources"), ".camel.yaml").stream());
    }

    private static Set<String> faults(JsonNode document) {
        return faults(SCHEMA, document);
    }

    private static Set<String> faults(JsonSchema schema, JsonNode document) {
        return schema.validate(document).stream().map(Object::toString).collect(Collectors.toSet());
    }

    private static JsonNode shipped() {
        try (InputStream shipped = RouteSchemaTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return new ObjectMapper().readTree(shipped);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonSchema schema(JsonNode document) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(document);
    }

    /** The shipped schema without its short forms, as later releases of camel-yaml-dsl ship it besides. */
    private static JsonNode canonical() {
        ObjectNode schema = (ObjectNode) shipped();
        ((ObjectNode) schema.at("/items/properties")).remove("from");
        ObjectNode definitions = (ObjectNode) schema.at("/items/definitions");
        Set<String> languages = new TreeSet<>();
        definitions
                .at("/org.apache.camel.model.language.ExpressionDefinition/properties")
                .fieldNames()
                .forEachRemaining(languages::add);
        for (String name : Set.copyOf(fieldNames(definitions))) {
            ObjectNode definition = (ObjectNode) definitions.get(name);
            // The short schema says of a language only there that it may be more than a text.
            definition.path("anyOf").findValues("properties").forEach(form -> ((ObjectNode)
                            definition.path("properties"))
                    .setAll((ObjectNode) form));
            definition.remove("anyOf");
            if (definition.path("properties").has("expression")) {
                ((ObjectNode) definition.path("properties")).remove(languages);
            }
            for (JsonNode form : definition.path("oneOf")) {
                if (form.path("type").asText().equals("object")) {
                    definitions.set(name, form);
                }
            }
        }
        return schema;
    }

    private static Set<String> fieldNames(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
