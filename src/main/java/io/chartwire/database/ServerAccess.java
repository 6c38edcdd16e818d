package io.chartwire.database;

import io.chartwire.SecretFile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may log in to the embedded server: who knows the password of its superuser, which a file of the data folder keeps.
 *
 * <p>A new server is made with the password. One without a file, of a release that asked for none, or whose file was lost, gets a
 * password at its next start: it is let in from this machine only for as long as that takes.
 */
final class ServerAccess {
    private static final Logger LOG = LoggerFactory.getLogger(ServerAccess.class);
    private static final String USER = "postgres";
    private static final String WRONG_PASSWORD = "28P01";
    private static final String FILE = "postgres.password";
    private static final int PASSWORD_BYTES = 24;
    private static final String SCRAM = "scram-sha-256";

    private final Path file;
    private final Path rules;
    private final String password;
    private final boolean isKnown;

    private ServerAccess(Path file, Path rules, String password, boolean isKnown) {
        this.file = file;
        this.rules = rules;
        this.password = password;
        this.isKnown = isKnown;
    }

    /** The access to the server of a folder that may not be there yet. */
    static ServerAccess to(Path folder) throws IOException {
        Path file = folder.resolveSibling(FILE);
        Path rules = folder.resolve("pg_hba.conf");
        if (Files.exists(file)) {
            return new ServerAccess(file, rules, Files.readString(file).strip(), true);
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        boolean isNew = !Files.exists(rules);
        if (isNew) {
            SecretFile.write(file, password + "\n");
        }
        return new ServerAccess(file, rules, password, isNew);
    }

    /**
     * Starts the server with the rules of this class, and makes a new one with the password.
     *
     * @throws IOException also when the password is not the server's
     */
    EmbeddedPostgres start(EmbeddedPostgres.Builder server) throws IOException {
        server.setConnectConfig("password", password)
                // These are handed to initdb, whatever they are about; a second --auth takes the place of the first.
                .setLocaleConfig("auth", SCRAM)
                .setLocaleConfig("pwfile", file.toString())
                .setDataDirectoryCustomizer(folder -> writeRules(isKnown ? SCRAM : "trust"));
        try {
            return server.start();
        } catch (IOException e) {
            if (e.getCause() instanceof SQLException refused && WRONG_PASSWORD.equals(refused.getSQLState())) {
                throw new IOException(
                        "The password in " + file + " is not that of the database in " + rules.getParent()
                                + "; remove the file, and the hub sets a new one",
                        e);
            }
            throw e;
        }
    }

    /** Gives a running server that has no password one, ends what came in without, and tells how the hub logs in. */
    Login close(EmbeddedPostgres server) throws IOException {
        Login login =
                new Login("jdbc:postgresql://localhost:" + server.getPort() + "/postgres", USER, Optional.of(password));
        if (isKnown) {
            return login;
        }
        try (Connection connection = DriverManager.getConnection(login.url(), login.properties());
                Statement statement = connection.createStatement()) {
            connection.unwrap(PGConnection.class).alterUserPassword(USER, password.toCharArray(), SCRAM);
            writeRules(SCRAM);
            statement.execute("SELECT pg_reload_conf()");
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IOException("PostgreSQL took no password (SQL state " + e.getSQLState() + ")", e);
        }
        SecretFile.write(file, password + "\n");
        LOG.info("The embedded PostgreSQL asks for a password from now on; it is in {}", file);
        return login;
    }

    private void writeRules(String method) {
        try {
            Files.writeString(
                    rules,
                    """
                    # Written by Chartwire at each start.
                    local all,replication all              %1$s
                    host  all,replication all 127.0.0.1/32 %1$s
                    host  all,replication all ::1/128      %1$s
                    """
                            .formatted(method));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
