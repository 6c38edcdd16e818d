package io.chartwire.cli;

import io.chartwire.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends HL7 files over MLLP, as a lab's interface engine would, and prints what it is answered. */
@Command(
        name = "send",
        description = "Send HL7 v2 files over MLLP and print each ACK.",
        mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
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

    @ArgGroup(exclusive = false)
    private TlsOptions tls;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        int mllp = port == null ? Settings.load(Map.of()).number("chartwire.mllp.port") : port;
        boolean allAccepted = true;
        try {
            List<byte[]> messages = messages();
            try (MllpLine line = MllpLine.open(host, mllp, sockets(), Duration.ofSeconds(timeout))) {
                for (byte[] message : messages) {
                    String answer = line.ask(message).replace('\r', '\n');
                    out.println(answer.stripTrailing());
                    allAccepted &= ACCEPTED.matcher(answer).find();
                }
            }
        } catch (IOException e) {
            spec.commandLine().getErr().println("Not all files were acknowledged: " + e.getMessage());
            return 1;
        }
        return allAccepted ? 0 : 1;
    }

    private Optional<SSLSocketFactory> sockets() throws IOException {
        return tls == null ? Optional.empty() : Optional.of(tls.sockets());
    }

    /** All of them, before the first is sent. */
    private List<byte[]> messages() throws IOException {
        List<byte[]> messages = new ArrayList<>();
        for (Path file : files) {
            try {
                messages.add(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new IOException(file + " cannot be read: " + e.getClass().getSimpleName(), e);
            }
        }
        return messages;
    }
}
