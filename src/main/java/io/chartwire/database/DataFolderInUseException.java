package io.chartwire.database;

import java.io.IOException;
import java.nio.file.Path;

/** Tells that another living hub uses the data folder. */
public final class DataFolderInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    DataFolderInUseException(Path data) {
        super("Another Chartwire hub is using the data folder " + data
                + "; stop it, or give this one a folder of its own with --data DIR");
    }
}
