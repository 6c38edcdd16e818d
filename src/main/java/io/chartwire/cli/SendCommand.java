package io.chartwire.cli;

import io.chartwire.Settings;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends HL7 files over MLLP, as a lab's interface engine would, and prints what it is answered. */
@Command(
        name = "send",
        description = "Send HL7 v2 files over MLLP and print each ACK.",
        mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
    private static final int FRAME_START = 0x0B;
    private static final int FRAME_END = 0x1C;
    private static final int CARRIAGE_RETURN = 0x0D;
    private static final Pattern ACCEPTED = Pattern.compile("(?m)^MSA.(AA|CA)\\b");

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files with one HL7 message each.")
    private List<Path> files;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "The hub's host (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(names = "--port", paramLabel = "N", description = "The hub's MLLP port.")
    private Integer port;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for an ACK.")
    private int timeout;

    @Override
    public Integer call() throws IOException {
        int mllp = port == null ? Settings.load(Map.of()).number("chartwire.mllp.port") : port;
        boolean allAccepted = true;
        try (Socket socket = new Socket(host, mllp)) {
            socket.setSoTimeout(timeout * 1000);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Path file : files) {
                write(socket.getOutputStream(), Files.readAllBytes(file));
                String answer = read(in);
                System.out.println(answer.replace('\r', '\n').stripTrailing());
                allAccepted &= ACCEPTED.matcher(answer.replace('\r', '\n')).find();
            }
        } catch (IOException e) {
            System.err.println("Not all files were acknowledged: " + e.getMessage());
            return 1;
        }
        return allAccepted ? 0 : 1;
    }

    private static void write(OutputStream out, byte[] message) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 3);
        frame.write(FRAME_START);
        frame.writeBytes(message);
        frame.write(FRAME_END);
        frame.write(CARRIAGE_RETURN);
        out.write(frame.toByteArray());
        out.flush();
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        int next = in.read();
        while (next != FRAME_START) {
            requireMore(next);
            next = in.read();
        }
        for (next = in.read(); next != FRAME_END; next = in.read()) {
            requireMore(next);
            answer.write(next);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static void requireMore(int next) throws EOFException {
        if (next < 0) {
            throw new EOFException("the hub closed the connection");
        }
    }
}
