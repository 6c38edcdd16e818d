package io.chartwire.database;

/** A migration that the database refused; nothing of it is done. */
public final class BrokenMigrationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;

    BrokenMigrationException(String file, int line, String sentence, Throwable cause) {
        super(sentence, cause);
        this.file = file;
        this.line = line;
    }

    /** The file's name, such as {@code V1001__referrals.sql}; empty when it is no one file's fault. */
    public String file() {
        return file;
    }

    /** Where the statement begins that was refused; 0 when that is not known. */
    public int line() {
        return line;
    }
}
