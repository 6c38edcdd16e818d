package io.chartwire.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an answer ends on the wire, and whether it is the one hoped for. */
enum Framing {
    HTTP {
        @Override
        int end(Buffer received) {
            int head = indexOf(received, HEAD_END, 0);
            if (head < 0) {
                return NOT_YET;
            }
            int body = head + HEAD_END.length;
            Matcher length = CONTENT_LENGTH.matcher(received.getString(0, body));
            if (length.find()) {
                int end = body + Integer.parseInt(length.group(1));
                return received.length() >= end ? end : NOT_YET;
            }
            int last = indexOf(received, LAST_CHUNK, body);
            return last < 0 ? NOT_YET : last + LAST_CHUNK.length;
        }

        @Override
        boolean accepted(Buffer answer) {
            return answer.getByte(STATUS_AT) == '2';
        }
    },
    MLLP {
        @Override
        int end(Buffer received) {
            int end = indexOf(received, FRAME_END, 0);
            return end < 0 ? NOT_YET : end + FRAME_END.length;
        }

        @Override
        boolean accepted(Buffer answer) {
            return indexOf(answer, ACCEPTED, 0) >= 0;
        }
    };

    static final int NOT_YET = -1;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final byte[] HEAD_END = bytes("\r\n\r\n");
    private static final byte[] LAST_CHUNK = bytes("\r\n0\r\n\r\n");
    private static final byte[] FRAME_END = {0x1C, 0x0D};
    private static final byte[] ACCEPTED = bytes("MSA|AA");
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\ncontent-length: *(\\d+)");

    /** The length of the first answer, or {@link #NOT_YET}. */
    abstract int end(Buffer received);

    abstract boolean accepted(Buffer answer);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int indexOf(Buffer buffer, byte[] wanted, int from) {
        for (int at = from; at <= buffer.length() - wanted.length; at++) {
            int matched = 0;
            while (matched < wanted.length && buffer.getByte(at + matched) == wanted[matched]) {
                matched++;
            }
            if (matched == wanted.length) {
                return at;
            }
        }
        return NOT_YET;
    }
}
