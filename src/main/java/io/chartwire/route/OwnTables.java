package io.chartwire.route;

import io.chartwire.database.BrokenMigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.util.FileUtil;

/** The tables that an engineer adds: the migrations beside the routes, applied before the routes that use them run. */
public final class OwnTables {
    static final String FOLDER = "migration/";

    private final Migrations migrations;

    /** Applies the migrations of a folder that the database has not seen yet. */
    public interface Migrations {
        void apply(Path folder) throws BrokenMigrationException;
    }

    public OwnTables(Migrations migrations) {
        this.migrations = migrations;
    }

    /** Applies what a set has and another had not; says what is wrong, nothing when all is applied. */
    List<Problem> extend(RouteSet before, RouteSet next) throws IOException {
        List<RouteFile> files = next.files().stream()
                .filter(file -> file.path().startsWith(FOLDER) && file.path().endsWith(".sql"))
                .toList();
        boolean changed = files.stream()
                .anyMatch(file -> !file.hash().equals(before.hashes().get(file.path())));
        return changed ? apply(files) : List.of();
    }

    /** As the set has them, and not as the folder may have them by now. */
    private List<Problem> apply(List<RouteFile> files) throws IOException {
        Path folder = Files.createTempDirectory("chartwire-migration");
        try {
            for (RouteFile file : files) {
                Path copy = folder.resolve(file.path().substring(FOLDER.length()));
                Files.createDirectories(copy.getParent());
                Files.write(copy, file.content());
            }
            migrations.apply(folder);
            return List.of();
        } catch (BrokenMigrationException e) {
            return List.of(new Problem(FOLDER + e.file(), e.line(), e.getMessage()));
        } finally {
            FileUtil.removeDir(folder.toFile());
        }
    }
}
