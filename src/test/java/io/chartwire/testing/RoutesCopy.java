package io.chartwire.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the folder {@code routes}, which a test may edit. */
public final class RoutesCopy {
    private final Path folder;

    private RoutesCopy(Path folder) {
        this.folder = folder;
    }

    /** Copies the shipped routes to a folder that is not there yet. */
    public static RoutesCopy to(Path folder) {
        RoutesCopy copy = new RoutesCopy(folder);
        copy.add(Path.of("routes"));
        return copy;
    }

    /** Copies the files of another folder into this one; those of the same path are replaced. */
    public void add(Path other) {
        try (Stream<Path> walk = Files.walk(other)) {
            List<Path> files = walk.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                Path target = folder.resolve(other.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }
}
