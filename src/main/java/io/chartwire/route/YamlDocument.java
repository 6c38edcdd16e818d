package io.chartwire.route;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.StringReader;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML file as a tree of which each part knows its line. */
final class YamlDocument {
    private static final int LARGEST = 16 * 1024 * 1024;
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

    private final JsonNode root;
    private final Map<JsonNode, Integer> lines = new IdentityHashMap<>();
    private final Map<JsonNode, Map<String, Integer>> fields = new IdentityHashMap<>();

    /** What is wrong with a file that is no YAML. */
    static final class NoYaml extends Exception {
        private static final long serialVersionUID = 1L;

        private final int line;

        NoYaml(int line, String sentence) {
            super(sentence, null, false, false);
            this.line = line;
        }

        Problem in(String file) {
            return new Problem(file, line, getMessage());
        }
    }

    private YamlDocument(JsonNode root) {
        this.root = root;
    }

    static YamlDocument parse(String text) throws NoYaml {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(LARGEST);
            Node node = new Yaml(options).compose(new StringReader(text));
            if (node == null) {
                throw new NoYaml(0, "The file is empty");
            }
            YamlDocument document = new YamlDocument(YAML.readTree(text));
            document.locate(document.root, node);
            return document;
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            String context = e.getContext() == null ? "" : e.getContext() + ", ";
            throw new NoYaml(mark == null ? 0 : mark.getLine() + 1, "This is no YAML: " + context + e.getProblem());
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new NoYaml(at == null ? 0 : at.getLineNr(), "This is no YAML: " + firstLine(e.getOriginalMessage()));
        } catch (YAMLException e) {
            throw new NoYaml(0, "This is no YAML: " + firstLine(e.getMessage()));
        }
    }

    JsonNode root() {
        return root;
    }

    /** The line of an object, a list or a text of this document; of a field's value, the line of its name. */
    int line(JsonNode node) {
        return lines.getOrDefault(node, 0);
    }

    /** The line of a field's name. */
    int line(JsonNode object, String field) {
        return fields.getOrDefault(object, Map.of()).getOrDefault(field, line(object));
    }

    /** The first line with this text as a value; 0 when there is none. */
    int lineOfText(String text) {
        return lines.entrySet().stream()
                .filter(it -> it.getKey().isTextual() && it.getKey().asText().equals(text))
                .mapToInt(Map.Entry::getValue)
                .min()
                .orElse(0);
    }

    /** The line of what these keys lead to, or of the innermost that is there. */
    int line(List<String> keys) {
        JsonNode object = root;
        int line = 0;
        for (String key : keys) {
            line = Math.max(line, line(object, key));
            object = object.path(key);
        }
        return line;
    }

    private void locate(JsonNode json, Node node) {
        note(json, node.getStartMark());
        if (node instanceof MappingNode mapping && json.isObject()) {
            Map<String, Integer> names = new HashMap<>();
            fields.put(json, names);
            mapping.getValue().forEach(entry -> {
                JsonNode value = entry.getKeyNode() instanceof ScalarNode key ? json.get(key.getValue()) : null;
                if (value != null) {
                    Mark name = entry.getKeyNode().getStartMark();
                    names.put(((ScalarNode) entry.getKeyNode()).getValue(), name.getLine() + 1);
                    note(value, name);
                    locate(value, entry.getValueNode());
                }
            });
        } else if (node instanceof SequenceNode sequence && json.isArray()) {
            List<Node> items = sequence.getValue();
            for (int index = 0; index < Math.min(items.size(), json.size()); index++) {
                locate(json.get(index), items.get(index));
            }
        }
    }

    private void note(JsonNode node, Mark mark) {
        // Numbers and truths may be shared by many places.
        if (node.isContainerNode() || node.isTextual()) {
            lines.putIfAbsent(node, mark.getLine() + 1);
        }
    }

    private static String firstLine(String message) {
        return message == null
                ? "it cannot be read"
                : message.lines().findFirst().orElse("").strip();
    }
}
