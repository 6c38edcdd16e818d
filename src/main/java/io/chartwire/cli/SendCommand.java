package io.chartwire.cli;

import io.chartwire.Settings;
import io.chartwire.hl7.Acknowledgement;
import io.chartwire.hl7.Hl7Message;
import io.chartwire.hl7.Hl7Rejection;
import io.chartwire.hl7.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
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
    /** MSA-1 and MSA-2, whatever separates fields. */
    private static final Pattern MSA = Pattern.compile("(?m)^MSA(.)(?<code>\\w\\w)(?:\\1(?<id>(?:(?!\\1).)*))?");

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
                Set<String> earlier = new HashSet<>();
                for (byte[] message : messages) {
                    Sent sent = Sent.of(message);
                    line.send(message);
                    boolean last = false;
                    while (!last) {
                        String answer = line.answer().replace('\r', '\n');
                        out.println(answer.stripTrailing());
                        Matcher msa = MSA.matcher(answer);
                        boolean known = msa.find();
                        allAccepted &= known && msa.group("code").matches("AA|CA");
                        last = !known || sent.isDoneWith(msa.group("code"), msa.group("id"), earlier);
                    }
                    earlier.add(sent.controlId());
                }
            }
        } catch (IOException e) {
            spec.commandLine().getErr().println("Not all files were acknowledged: " + e.getMessage());
            return 1;
        }
        return allAccepted ? 0 : 1;
    }

    /**
     * A message that waits for its answers.
     *
     * @param twice whether one that is accepted is answered by CA and then by AA (enhanced mode; HL7 v2.5, 2.9.3)
     */
    private record Sent(String controlId, boolean twice) {

        /** Reads what the sender asks for in the message itself; one that cannot be read is refused once. */
        static Sent of(byte[] message) {
            try {
                Hl7Message read = Hl7Message.read(message);
                boolean twice =
                        Acknowledgement.answers(read, Outcome.ACCEPTED, null).size() > 1;
                return new Sent(read.controlId(), twice);
            } catch (Hl7Rejection e) {
                return new Sent("", false);
            }
        }

        /** Whether an answer is the last one, and not a late one to an earlier message. */
        boolean isDoneWith(String code, String id, Set<String> earlier) {
            boolean late = !controlId.equals(id) && earlier.contains(id);
            return !late && !(twice && code.equals("CA"));
        }
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
