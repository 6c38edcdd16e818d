package io.chartwire.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection on which a test writes the very bytes that it wants, which no HTTP client would. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;

    private RawHttp(Socket socket) {
        this.socket = socket;
    }

    /** What came back; status 0 when the connection was closed without an answer. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    public static RawHttp open(int port) {
        try {
            Socket socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one request on a connection of its own; {@code head} has its lines separated by \n and no empty line at the end. */
    public static Answer send(int port, String head, String body) {
        try (RawHttp connection = open(port)) {
            connection.say(head.strip().replace("\n", "\r\n") + "\r\n\r\n" + body);
            return connection.answer();
        }
    }

    /** Writes; a hub that has closed the connection is no failure here, for its answer is to be read. */
    public void say(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (SocketException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next answer. */
    public Answer answer() {
        try {
            InputStream in = socket.getInputStream();
            String head = head(in);
            if (head.isEmpty()) {
                return new Answer(0, Map.of(), "");
            }
            Map<String, String> headers = new TreeMap<>();
            String[] lines = head.split("\r\n");
            for (int index = 1; index < lines.length; index++) {
                String[] pair = lines[index].split(":", 2);
                headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1].strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, body);
        } catch (SocketException e) {
            return new Answer(0, Map.of(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.UTF_8).strip();
    }
}
