package io.chartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command {@code send} to a listener that does what a hub should not; TlsIT has the one that does. */
class SendCommandTest {
    @TempDir
    private Path folder;

    @Test
    void prints_each_answer_and_ends_well_only_when_all_were_accepted() throws IOException {
        assertThat(answered("MSA|AA|1", "MSA|CA|2")).isEqualTo("0: MSH|^~\\&\nMSA|AA|1\nMSH|^~\\&\nMSA|CA|2\n");
        assertThat(answered("MSA|AA|1", "MSA|AE|2")).startsWith("1: ");
    }

    @Test
    void gives_no_message_the_late_answer_of_an_earlier_one() throws IOException {
        Path first = Files.writeString(folder.resolve("1.hl7"), "MSH|^~\\&|LAB|||||||1\r");
        Path second = Files.writeString(folder.resolve("2.hl7"), "MSH|^~\\&|LAB|||||||2\r");
        try (ServerSocket listener = listener()) {
            CompletableFuture<Void> answers = CompletableFuture.runAsync(
                    () -> answer(listener, "MSA|AA|0", "MSA|CA|1", "MSA|AA|1\u001C\u000BMSA|CE|2"));

            assertThat(send(listener.getLocalPort(), first.toString(), second.toString()))
                    .startsWith("1: ")
                    .endsWith("MSA|AA|1\nMSA|CE|2\n");
            answers.join();
        }
    }

    @Test
    void tells_when_no_answer_comes_in_time() throws IOException {
        try (ServerSocket silent = listener()) {
            assertThat(send(silent.getLocalPort(), "--timeout", "1"))
                    .isEqualTo("1: Not all files were acknowledged: no answer within 1 s\n");
            assertThat(send(silent.getLocalPort(), "--timeout", "1", "--tls"))
                    .isEqualTo("1: Not all files were acknowledged: 127.0.0.1:" + silent.getLocalPort()
                            + " refuses TLS: it breaks off or says nothing; does it speak TLS?\n");
        }
    }

    @Test
    void tells_when_nobody_listens() throws IOException {
        int port;
        try (ServerSocket gone = listener()) {
            port = gone.getLocalPort();
        }
        assertThat(send(port)).contains("127.0.0.1:" + port + " cannot be reached: Connection refused");
    }

    @Test
    void tells_when_a_file_is_not_there() throws IOException {
        try (ServerSocket silent = listener()) {
            assertThat(send(silent.getLocalPort(), "nothing.hl7"))
                    .contains("nothing.hl7 cannot be read: NoSuchFileException");
        }
    }

    private String answered(String... msa) throws IOException {
        try (ServerSocket listener = listener()) {
            CompletableFuture<Void> answers = CompletableFuture.runAsync(() -> answer(listener, msa));
            List<String> more = new ArrayList<>();
            for (int count = 1; count < msa.length; count++) {
                more.add(message().toString());
            }
            String said = send(listener.getLocalPort(), more.toArray(String[]::new));
            answers.join();
            return said;
        }
    }

    private static void answer(ServerSocket listener, String... msa) {
        try (Socket socket = listener.accept()) {
            for (String line : msa) {
                for (int next = 0; next != 0x1C; next = socket.getInputStream().read()) {
                    assertThat(next).isNotNegative();
                }
                socket.getOutputStream()
                        .write(("\u000BMSH|^~\\&\r" + line + "\r\u001C\r").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private Path message() throws IOException {
        return Files.writeString(folder.resolve("message.hl7"), "MSH|^~\\&|LAB\r");
    }

    /** Sends a file with options, or more files, and gives exit status and words. */
    private String send(int port, String... more) throws IOException {
        StringWriter said = new StringWriter();
        CommandLine command = new CommandLine(new SendCommand())
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true));
        List<String> words = new ArrayList<>(List.of(message().toString(), "--port", String.valueOf(port)));
        words.addAll(List.of(more));
        return command.execute(words.toArray(String[]::new)) + ": " + said;
    }
}
