package io.chartwire.route;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.chartwire.database.SqlFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a routes folder as they were at one moment: routes, statements, contract and tables, which are checked and applied
 * together.
 */
public final class RouteSet {
    /** Hidden files, and what editors write beside the file that they save. */
    private static final Pattern NOT_OURS = Pattern.compile("\\..*|.*~|#.*#|.*\\.(?:sw[a-z]|tmp|bak|orig|rej)|4913");

    private static final int CONTEXT_LINES = 3;

    private final SortedMap<String, RouteFile> files;
    private final String hash;
    private final SqlFiles statements = new SqlFiles(this::text);

    private RouteSet(SortedMap<String, RouteFile> files) {
        this.files = files;
        this.hash = ContentHash.of(files.values().stream()
                .map(file -> file.hash() + "  " + file.path() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a folder and its sub-folders; hidden files and editors' copies are left out.
     *
     * @throws IOException when the folder or a file in it cannot be read, or vanishes while it is read
     */
    public static RouteSet read(Path folder) throws IOException {
        SortedMap<String, RouteFile> files = new TreeMap<>();
        for (Path file : below(folder)) {
            String path = folder.relativize(file).toString().replace('\\', '/');
            files.put(path, new RouteFile(path, Files.readAllBytes(file)));
        }
        return new RouteSet(files);
    }

    /** What tells a file from its earlier version without reading it. */
    record Stamp(FileTime modified, long size, Object file) {}

    /** The stamps of the files that {@link #read} would read. */
    static Map<Path, Stamp> stamps(Path folder) throws IOException {
        Map<Path, Stamp> stamps = new HashMap<>();
        for (Path file : below(folder)) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            stamps.put(file, new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
        }
        return stamps;
    }

    static RouteSet of(Collection<RouteFile> files) {
        SortedMap<String, RouteFile> byPath = new TreeMap<>();
        files.forEach(file -> byPath.put(file.path(), file));
        return new RouteSet(byPath);
    }

    /** The hash of all paths and contents; two sets with the same hash are the same. */
    public String hash() {
        return hash;
    }

    /** The text of a file; nothing when there is none of this path or it is not UTF-8. */
    public Optional<String> text(String path) {
        return file(path).flatMap(RouteFile::text);
    }

    /** What another set changes of this one, as the lines of a unified diff. */
    public List<String> difference(RouteSet after) {
        RouteChanges changes = RouteChanges.between(hashes(), after.hashes());
        return Stream.of(changes.removed(), changes.changed(), changes.added())
                .flatMap(List::stream)
                .sorted()
                .flatMap(path -> difference(path, lines(path), after.lines(path)))
                .toList();
    }

    private static Stream<String> difference(String path, List<String> before, List<String> after) {
        return UnifiedDiffUtils.generateUnifiedDiff(
                "a/" + path, "b/" + path, before, DiffUtils.diff(before, after), CONTEXT_LINES)
                .stream();
    }

    private List<String> lines(String path) {
        return file(path)
                .map(file -> file.text()
                        .orElse("(no text, " + file.hash() + ")")
                        .lines()
                        .toList())
                .orElse(List.of());
    }

    /**
     * Makes a folder hold this set: writes what differs, and removes what the set does not have.
     *
     * @return what that changed
     */
    public RouteChanges writeTo(Path folder) throws IOException {
        RouteChanges changes = RouteChanges.between(read(folder).hashes(), hashes());
        for (String path : changes.removed()) {
            Files.delete(folder.resolve(path));
        }
        for (String path : Stream.of(changes.changed(), changes.added())
                .flatMap(List::stream)
                .toList()) {
            Path target = folder.resolve(path);
            Files.createDirectories(target.getParent());
            Path half = target.resolveSibling(target.getFileName() + ".tmp");
            Files.write(half, files.get(path).content());
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return changes;
    }

    /** The statements of the set. */
    SqlFiles statements() {
        return statements;
    }

    /** The hash of each file by its path. */
    SortedMap<String, String> hashes() {
        SortedMap<String, String> hashes = new TreeMap<>();
        files.values().forEach(file -> hashes.put(file.path(), file.hash()));
        return hashes;
    }

    Optional<RouteFile> file(String path) {
        return Optional.ofNullable(files.get(path));
    }

    Collection<RouteFile> files() {
        return files.values();
    }

    /** The files with Camel routes. */
    List<RouteFile> routeFiles() {
        return files.values().stream()
                .filter(file -> file.path().endsWith(".camel.yaml"))
                .toList();
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> isOurs(folder.relativize(file)))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean isOurs(Path path) {
        for (Path name : path) {
            if (NOT_OURS.matcher(name.toString()).matches()) {
                return false;
            }
        }
        return true;
    }
}
