package io.chartwire.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the folder {@code routes}, which a test may edit. */
public final class RoutesCopy {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Path folder;

    private RoutesCopy(Path folder) {
        this.folder = folder;
    }

    /** Copies the shipped routes to a folder that is empty or not there yet. */
    public static RoutesCopy to(Path folder) {
        RoutesCopy copy = new RoutesCopy(folder);
        copy.add(Path.of("routes"));
        return copy;
    }

    /**
     * Adds the files of another folder. One that is here already, such as {@code openapi.yaml}, gets the fields of the other one
     * besides its own, as an engineer would write them in.
     */
    public void add(Path other) {
        try (Stream<Path> walk = Files.walk(other)) {
            List<Path> files = walk.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                Path target = folder.resolve(other.relativize(file).toString());
                Files.createDirectories(target.getParent());
                if (Files.exists(target)) {
                    JsonNode merged = YAML.readTree(target.toFile());
                    merge((ObjectNode) merged, YAML.readTree(file.toFile()));
                    YAML.writeValue(target.toFile(), merged);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    private static void merge(ObjectNode target, JsonNode more) {
        more.properties().forEach(field -> {
            if (target.get(field.getKey()) instanceof ObjectNode object) {
                merge(object, field.getValue());
            } else {
                target.set(field.getKey(), field.getValue());
            }
        });
    }
}
