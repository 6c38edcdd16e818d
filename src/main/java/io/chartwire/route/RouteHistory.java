package io.chartwire.route;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every set that a hub has run, in a folder: the contents of files by their hash, so that what did not change is kept once, and
 * for each version a list of its files.
 *
 * <p>The last {@value #KEPT} versions are kept. Only the hub of the data folder writes; others may read meanwhile.
 */
public final class RouteHistory {
    private static final int KEPT = 200;
    private static final int NAME_DIGITS = 8;
    private static final int SHORT = 12;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path contents;
    private final Path versions;

    /** The history of a data folder. */
    public RouteHistory(Path data) {
        this.contents = data.resolve("routes-history/contents");
        this.versions = data.resolve("routes-history/versions");
    }

    /**
     * One applied set.
     *
     * @param hash the set's hash
     * @param appliedAt ISO 8601, UTC
     * @param changes what it changed of the version before it
     * @param files the hash of each file by its path
     */
    public record Version(
            @JsonProperty(required = true) String hash,
            @JsonProperty(required = true) String appliedAt,
            RouteChanges changes,
            @JsonProperty(required = true) SortedMap<String, String> files) {

        /** As many digits as a person needs. */
        public String shortHash() {
            return hash.substring(0, SHORT);
        }
    }

    /** Keeps a set as the newest version, unless it is that already. */
    void keep(RouteSet set, Instant now) throws IOException {
        List<Path> names = names();
        Optional<Version> newest = names.isEmpty() ? Optional.empty() : Optional.of(read(names.get(names.size() - 1)));
        if (newest.isPresent() && newest.get().hash().equals(set.hash())) {
            return;
        }
        Files.createDirectories(contents);
        Files.createDirectories(versions);
        SortedMap<String, String> files = set.hashes();
        for (RouteFile file : set.files()) {
            Path content = contents.resolve(file.hash());
            if (!Files.exists(content)) {
                write(content, file.content());
            }
        }
        RouteChanges changes = RouteChanges.between(newest.map(Version::files).orElse(new TreeMap<>()), files);
        int number = names.isEmpty() ? 1 : number(names.get(names.size() - 1)) + 1;
        String name = ("%0" + NAME_DIGITS + "d.json").formatted(number);
        write(versions.resolve(name), JSON.writeValueAsBytes(new Version(set.hash(), now.toString(), changes, files)));
        prune();
    }

    /** All versions, newest first. */
    public List<Version> versions() throws IOException {
        List<Version> found = new ArrayList<>();
        for (Path name : names()) {
            found.add(0, read(name));
        }
        return found;
    }

    /** The newest version whose hash begins with these digits. */
    public Optional<Version> find(String digits) throws IOException {
        return versions().stream()
                .filter(version -> version.hash().startsWith(digits))
                .findFirst();
    }

    /** The files of a version. */
    public RouteSet set(Version version) throws IOException {
        List<RouteFile> files = new ArrayList<>();
        for (Map.Entry<String, String> file : version.files().entrySet()) {
            files.add(new RouteFile(file.getKey(), Files.readAllBytes(contents.resolve(file.getValue()))));
        }
        return RouteSet.of(files);
    }

    private void prune() throws IOException {
        List<Path> names = names();
        if (names.size() <= KEPT) {
            return;
        }
        for (Path old : names.subList(0, names.size() - KEPT)) {
            Files.delete(old);
        }
        Set<String> needed = new HashSet<>();
        versions().forEach(version -> needed.addAll(version.files().values()));
        try (Stream<Path> all = Files.list(contents)) {
            for (Path content : all.toList()) {
                if (!needed.contains(content.getFileName().toString())) {
                    Files.delete(content);
                }
            }
        }
    }

    /** The versions' files, oldest first. */
    private List<Path> names() throws IOException {
        if (!Files.isDirectory(versions)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(versions)) {
            return all.filter(name -> name.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static int number(Path name) {
        return Integer.parseInt(name.getFileName().toString().replace(".json", ""));
    }

    private static Version read(Path name) throws IOException {
        return JSON.readValue(name.toFile(), Version.class);
    }

    /** Whole or not at all, whatever happens meanwhile. */
    private static void write(Path file, byte[] bytes) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + ".half");
        Files.write(half, bytes);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
