package io.chartwire.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/** A laboratory's interface engine: one MLLP connection. */
public final class MllpClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    private MllpClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static MllpClient open() {
        return open(RunningHub.shared(), SocketFactory.getDefault());
    }

    /** A connection to a hub, with TLS when the factory is an SSL context's. */
    public static MllpClient open(RunningHub hub, SocketFactory sockets) {
        return open(hub.hub().mllpPort(), sockets);
    }

    public static MllpClient open(int port) {
        return open(port, SocketFactory.getDefault());
    }

    private static MllpClient open(int port, SocketFactory sockets) {
        try {
            Socket socket = sockets.createSocket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return new MllpClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The frame of a message. */
    public static String frame(String message) {
        return "\u000b" + message + "\u001c\r";
    }

    /** Sends one message and gives its answer. */
    public String ask(String message) {
        send(frame(message));
        return answer();
    }

    /** Sends text as it is, in one segment. */
    public void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as they are, in one segment. */
    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the sending half, as a sender does that has no more. */
    public void finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of the next frame; null when the hub has closed the connection. */
    public String answer() {
        try {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            for (int next = in.read(); next != 0x1C; next = in.read()) {
                if (next < 0) {
                    return null;
                }
                content.write(next);
            }
            in.read();
            return content.toString(StandardCharsets.UTF_8).substring(1);
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
}
