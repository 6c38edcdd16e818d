package io.chartwire.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what a server's socket sends into text frames (RFC 6455, section 5.2: from a server, unmasked), and answers its pings. */
final class Frames {
    private static final int TEXT = 1;
    private static final int PING = 9;
    private static final int LAST_PONG = 0x8A;
    private static final int MASKED = 0x80;
    private static final int SHORT_HEAD = 2;
    private static final int MEDIUM = 126;
    private static final int LONG = 127;

    private final Consumer<Frame> frames;
    private final Consumer<Buffer> answers;
    private byte[] rest = new byte[0];

    /** A text frame's payload within the bytes that were received with it. */
    record Frame(byte[] bytes, int from, int to) {

        /** Where {@code wanted} begins, or -1. */
        int find(byte[] wanted) {
            for (int at = from; at <= to - wanted.length; at++) {
                int matched = 0;
                while (matched < wanted.length && bytes[at + matched] == wanted[matched]) {
                    matched++;
                }
                if (matched == wanted.length) {
                    return at;
                }
            }
            return -1;
        }

        String text() {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }

    /** @param answers takes what is to be sent to the server */
    Frames(Consumer<Frame> frames, Consumer<Buffer> answers) {
        this.frames = frames;
        this.answers = answers;
    }

    void receive(Buffer chunk) {
        byte[] bytes = joined(chunk);
        int at = 0;
        while (bytes.length - at >= SHORT_HEAD) {
            int head = SHORT_HEAD;
            int length = bytes[at + 1] & 0x7F;
            if (length == LONG) {
                throw new IllegalStateException("a frame of more than 64 KiB");
            }
            if (length == MEDIUM) {
                head += 2;
                if (bytes.length - at < head) {
                    break;
                }
                length = (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
            }
            if (bytes.length - at < head + length) {
                break;
            }
            switch (bytes[at] & 0x0F) {
                case TEXT -> frames.accept(new Frame(bytes, at + head, at + head + length));
                case PING -> answers.accept(pong(bytes, at + head, length));
                default -> {}
            }
            at += head + length;
        }
        rest = java.util.Arrays.copyOfRange(bytes, at, bytes.length);
    }

    /** With a mask of zeros, which leaves the payload as it is. */
    private static Buffer pong(byte[] bytes, int from, int length) {
        return Buffer.buffer()
                .appendByte((byte) LAST_PONG)
                .appendByte((byte) (MASKED | length))
                .appendInt(0)
                .appendBytes(bytes, from, length);
    }

    private byte[] joined(Buffer chunk) {
        if (rest.length == 0) {
            return chunk.getBytes();
        }
        return Buffer.buffer(rest.length + chunk.length())
                .appendBytes(rest)
                .appendBuffer(chunk)
                .getBytes();
    }
}
