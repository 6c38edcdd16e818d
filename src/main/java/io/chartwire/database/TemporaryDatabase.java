package io.chartwire.database;

import io.chartwire.LoggedFailure;
import io.chartwire.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.util.FileUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server with the hub's tables, empty, in a folder of its own that is gone with it, also when the program is told to end. */
public final class TemporaryDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryDatabase.class);

    private final Path folder;
    private final Thread atExit = new Thread(this::stop, "temporary-database");
    private EmbeddedDatabase server;
    private Database database;

    private TemporaryDatabase(Path folder) {
        this.folder = folder;
    }

    /**
     * Starts the server and makes the tables.
     *
     * @throws IOException when it does not start
     */
    public static TemporaryDatabase start(Settings settings) throws IOException {
        TemporaryDatabase temporary = new TemporaryDatabase(Files.createTempDirectory("chartwire-database"));
        Runtime.getRuntime().addShutdownHook(temporary.atExit);
        try {
            temporary.server = EmbeddedDatabase.start(temporary.folder);
            temporary.database = Database.open(temporary.server.login(), settings);
            return temporary;
        } catch (IOException | RuntimeException e) {
            temporary.close();
            throw e;
        }
    }

    public Database database() {
        return database;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        stop();
    }

    private void stop() {
        if (database != null) {
            database.close();
        }
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            LOG.warn("The temporary database did not stop cleanly: {}", LoggedFailure.of(e));
        } finally {
            FileUtil.removeDir(folder.toFile());
        }
    }
}
