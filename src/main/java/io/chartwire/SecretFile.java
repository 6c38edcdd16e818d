package io.chartwire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file of the data folder that only its owner can read. */
public final class SecretFile {
    private SecretFile() {}

    /** Writes it whole or not at all, on the disk when this returns. */
    public static void write(Path file, String secret) throws IOException {
        Files.createDirectories(file.getParent());
        // On POSIX systems a temporary file is its owner's alone from the start.
        Path draft = Files.createTempFile(file.getParent(), "secret", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(secret);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
