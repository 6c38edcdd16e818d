package io.chartwire.route;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One file of a routes folder as it was when it was read. */
final class RouteFile {
    private final String path;
    private final byte[] content;
    private final String hash;

    /**
     * @param path below the folder, with {@code /} between its names
     */
    RouteFile(String path, byte[] content) {
        this.path = path;
        this.content = content.clone();
        this.hash = ContentHash.of(content);
    }

    String path() {
        return path;
    }

    byte[] content() {
        return content.clone();
    }

    /** The hash of the content. */
    String hash() {
        return hash;
    }

    /** The content as text; nothing when it is not UTF-8. */
    Optional<String> text() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return path;
    }
}
