package io.chartwire.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket client made of a bare TCP connection: it sends what a browser would not, and answers no ping. */
public final class RawSocket implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int CLOSE = 8;
    /** Small, so that a client which does not read is soon full. */
    private static final int RECEIVE_BYTES = 64 * 1024;

    private final Socket socket;
    private final DataInputStream in;
    private final String answer;

    private RawSocket(Socket socket, String request) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        this.answer = head.toString(StandardCharsets.UTF_8);
    }

    /** Asks for the upgrade; {@code headers} are whole lines. */
    public static RawSocket open(String http, String path, String token, String... headers) {
        URI hub = URI.create(http);
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(RECEIVE_BYTES);
            socket.connect(new InetSocketAddress(hub.getHost(), hub.getPort()));
            return new RawSocket(
                    socket,
                    "GET " + path + " HTTP/1.1\r\nHost: " + hub.getAuthority() + "\r\n"
                            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + token + "\r\n"
                            + more + "\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status of the hub's answer; 101 when it upgraded. */
    public int status() {
        return Integer.parseInt(answer.split(" ")[1]);
    }

    /** Sends bytes as they are, which need be no frame. */
    public void send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads frames, answers none, until the hub closes, and gives its code. */
    public int closeCode() {
        try {
            while (true) {
                int opcode = in.readUnsignedByte() & 0x0F;
                byte[] payload = in.readNBytes(length());
                if (opcode == CLOSE) {
                    return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte();
        if (length == 126) {
            return in.readUnsignedShort();
        }
        return length == 127 ? (int) in.readLong() : length;
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
