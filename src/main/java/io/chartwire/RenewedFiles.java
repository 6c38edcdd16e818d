package io.chartwire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What files hold, taken into use again whenever it has changed. Files that cannot be used change nothing, and are told of once.
 *
 * @param <C> what they hold at one moment; two of the same are equal
 */
public final class RenewedFiles<C> {
    private final Reader<C> reader;
    private final User<C> user;
    private final Consumer<String> refused;
    private C seen;
    private String told = "";

    /** What reads the files. */
    @FunctionalInterface
    public interface Reader<C> {
        C read() throws IOException;
    }

    /** What takes their content into use. */
    @FunctionalInterface
    public interface User<C> {
        /** @throws IOException when it cannot be used, with the file and the reason; what was in use stays */
        void use(C content) throws IOException;
    }

    /**
     * Reads the files for the first time.
     *
     * @param refused is told why what was in use stays
     * @throws IOException when they cannot be used
     */
    public RenewedFiles(Reader<C> reader, User<C> user, Consumer<String> refused) throws IOException {
        this.reader = reader;
        this.user = user;
        this.refused = refused;
        this.seen = reader.read();
        user.use(seen);
    }

    /**
     * What a file holds.
     *
     * @throws IOException when it cannot be read, with the file and the reason
     */
    public static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    /** Looks at the files again. */
    public synchronized void check() {
        try {
            C now = reader.read();
            if (!now.equals(seen)) {
                seen = now;
                user.use(now);
            }
            told = "";
        } catch (IOException e) {
            if (!e.getMessage().equals(told)) {
                told = e.getMessage();
                refused.accept(told);
            }
        }
    }
}
