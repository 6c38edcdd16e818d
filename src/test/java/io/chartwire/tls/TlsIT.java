package io.chartwire.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chartwire.cli.Chartwire;
import io.chartwire.identity.TenantId;
import io.chartwire.testing.MllpClient;
import io.chartwire.testing.RoutesCopy;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.TestCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** A hub whose ports speak TLS and whose senders show certificates, over real connections. */
class TlsIT {
    private static final TestCertificate HUB = TestCertificate.of("CN=hub");
    private static final TestCertificate RENEWED = TestCertificate.of("CN=hub renewed");
    private static final TestCertificate EAST = TestCertificate.of("CN=east.example, O=East Lab");
    private static final TestCertificate WEST = TestCertificate.of("CN=west.example, O=West Lab");

    private static Path folder;
    private static RunningHub hub;

    @BeforeAll
    static void start() throws IOException {
        folder = Files.createTempDirectory("tls");
        RoutesCopy.to(folder.resolve("routes"));
        Files.writeString(
                folder.resolve("routes/hl7/senders.yaml"),
                """
                senders:
                  - {sendingApplication: EAST, certificate: east.example, tenant: demo}
                  - {sendingApplication: FAR, network: 10.0.0.0/8, tenant: demo}
                  - {sendingApplication: NEAR, network: 127.0.0.0/8, tenant: demo}
                  - {tenant: acme}
                """);
        Files.writeString(folder.resolve("clients.pem"), EAST.certificatePem() + WEST.certificatePem());
        show(HUB);
        String certificate = folder.resolve("hub.crt").toString();
        String key = folder.resolve("hub.key").toString();
        hub = RunningHub.alone(Map.of(
                "chartwire.routes", folder.resolve("routes").toString(),
                "chartwire.http.tls.certificate", certificate,
                "chartwire.http.tls.key", key,
                "chartwire.mllp.tls.certificate", certificate,
                "chartwire.mllp.tls.key", key,
                "chartwire.mllp.tls.client-ca", folder.resolve("clients.pem").toString(),
                "chartwire.tls.check-seconds", "1"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void says_so_in_the_ready_line() {
        assertThat(hub.hub().readyLine()).contains("https://127.0.0.1:", " mllp://127.0.0.1:", " http://127.0.0.1:");
    }

    @ParameterizedTest
    @CsvSource({
        "east, EAST, AA",
        "west, EAST, AR",
        "west, FAR, AR",
        "east, FAR, AR",
        "west, NEAR, AA",
        "west, OTHER, AA"
    })
    void believes_a_sender_by_its_certificate_and_network(String certificate, String sender, String code) {
        String id = UUID.randomUUID().toString();
        try (MllpClient engine = engine(certificate.equals("east") ? EAST : WEST)) {
            assertThat(engine.ask(message(sender, id))).contains("\rMSA|" + code + "|" + id);
        }
        assertThat(hub.sql("SELECT count(*) FROM hl7 WHERE control_id = ?", id))
                .isEqualTo(code.equals("AA") ? "1" : "0");
    }

    @Test
    void refuses_a_sender_without_a_certificate_counts_it_and_enters_it_in_the_audit_log() {
        double before = refused();
        try (MllpClient engine = engine(null)) {
            assertThatThrownBy(() -> engine.ask(message("OTHER", "1"))).isInstanceOf(UncheckedIOException.class);
        }
        await().until(() -> refused() == before + 1);
        await().until(() -> hub.rows("SELECT outcome FROM audit_log WHERE tenant_id = '-' AND action = 'mllp-open'")
                .contains("401"));
    }

    @Test
    void refuses_a_sender_without_tls_and_tells_nothing_of_its_message() {
        Logger log = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        log.addAppender(told);
        double before = refused();
        try (MllpClient engine = MllpClient.open(hub, SocketFactory.getDefault())) {
            engine.send(MllpClient.frame(message("OTHER", "1")));
            assertThat(engine.answer()).isNull();
        }
        await().until(() -> refused() == before + 1);
        log.detachAppender(told);
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(line -> assertThat(line).endsWith("was refused: it does not speak TLS"))
                .noneSatisfy(line -> assertThat(line).contains("0b4d5348"));
    }

    /** The options, with {@code ca} and so on for the names of files; the exit status; what is said. */
    @ParameterizedTest(name = "send {0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --tls --ca hub.crt --cert east.crt --key east.key       | 0 | MSA.AA
            --tls --ca hub.crt --cert west.crt --key west.key       | 1 | MSA.AR
            --tls --ca hub.crt                                      | 1 | certificate
            --tls --ca hub.crt --cert other.crt --key other.key     | 1 | certificate
            --tls --ca west.crt --cert east.crt --key east.key      | 1 | no known authority signed it \\(--ca names one\\)
            --tls --cert east.crt --key east.key                    | 1 | no known authority signed it \\(--ca names one\\)
            --tls --ca hub.crt --host localhost                     | 1 | not to be trusted: No .*localhost found
            --tls --ca gone.crt                                     | 1 | gone.crt cannot be read: NoSuchFileException
            --tls --ca west.key                                     | 1 | west.key cannot be used: .+
            --tls --ca hub.crt --cert east.crt --key west.key       | 1 | west.key is not the key of the certificate in .*east.crt
            --tls --cert east.crt                                   | 2 | --key
            --ca hub.crt                                            | 2 | --tls
            ''                                                      | 1 | it may want TLS \\(--tls\\)
            """)
    void is_sent_files_by_the_command_that_a_person_would_use(String options, int status, String said)
            throws IOException {
        Path message = Files.writeString(folder.resolve("message.hl7"), message("EAST", "sent " + UUID.randomUUID()));
        for (Map.Entry<String, TestCertificate> one :
                Map.of("east", EAST, "west", WEST, "other", RENEWED).entrySet()) {
            Files.writeString(
                    folder.resolve(one.getKey() + ".crt"), one.getValue().certificatePem());
            Files.writeString(
                    folder.resolve(one.getKey() + ".key"), one.getValue().keyPem());
        }
        Stream<String> words = Stream.of(options.split(" +")).filter(word -> !word.isEmpty());
        StringWriter told = new StringWriter();
        CommandLine chartwire = new CommandLine(new Chartwire())
                .setOut(new PrintWriter(told, true))
                .setErr(new PrintWriter(told, true));

        int ended = chartwire.execute(Stream.concat(
                        Stream.of(
                                "send",
                                message.toString(),
                                "--port",
                                String.valueOf(hub.hub().mllpPort())),
                        words.map(word -> word.matches(".*\\.(crt|key)")
                                ? folder.resolve(word).toString()
                                : word))
                .toArray(String[]::new));

        assertThat(told.toString()).containsPattern(said);
        assertThat(ended).isEqualTo(status);
    }

    @Test
    void speaks_tls_1_2_and_1_3() throws IOException {
        for (int port : new int[] {hub.hub().httpPort(), hub.hub().mllpPort()}) {
            for (String protocol : PemIdentity.PROTOCOLS) {
                try (SSLSocket socket =
                        (SSLSocket) client(EAST).getSocketFactory().createSocket("127.0.0.1", port)) {
                    socket.setEnabledProtocols(new String[] {protocol});
                    socket.startHandshake();
                    assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
                }
            }
        }
    }

    @Test
    void tells_browsers_to_stay_with_tls() throws Exception {
        HttpClient browser = HttpClient.newBuilder().sslContext(client(null)).build();

        assertThat(answer(browser).headers().firstValue("Strict-Transport-Security"))
                .contains("max-age=31536000");
    }

    @Test
    void shows_a_renewed_certificate_and_drops_nothing() throws Throwable {
        HttpClient browser = HttpClient.newBuilder().sslContext(client(null)).build();
        BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        WebSocket screen = browser.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token())
                .buildAsync(URI.create("wss://127.0.0.1:" + hub.hub().httpPort() + "/ws/hl7"), listener(frames))
                .join();
        assertThat(frames.poll(10, TimeUnit.SECONDS)).contains("\"ready\"");
        try (MllpClient open = engine(EAST)) {
            assertThat(open.ask(message("EAST", "before"))).contains("\rMSA|AA|before");
            assertThat(nextEvent(frames)).contains("before");

            show(RENEWED);
            await().until(() -> shown(hub.hub().httpPort()).equals("CN=hub renewed")
                    && shown(hub.hub().mllpPort()).equals("CN=hub renewed"));

            assertThat(open.ask(message("EAST", "after"))).contains("\rMSA|AA|after");
            assertThat(nextEvent(frames)).contains("after");
            assertThat(status(browser)).isEqualTo(200);

            awaitKept("cannot be used", () -> Files.writeString(folder.resolve("hub.crt"), "no certificate"));
            awaitKept(
                    "is not the key of the certificate",
                    () -> Files.writeString(folder.resolve("hub.crt"), HUB.certificatePem()));
            awaitKept("cannot be read", () -> Files.delete(folder.resolve("hub.key")));
            assertThat(shown(hub.hub().httpPort())).isEqualTo("CN=hub renewed");
            assertThat(shown(hub.hub().mllpPort())).isEqualTo("CN=hub renewed");
        } finally {
            screen.abort();
            show(HUB);
            await().until(() -> shown(hub.hub().mllpPort()).equals("CN=hub"));
        }
        assertThat(hub.metrics())
                .contains("chartwire_tls_expiry{port=\"http\"}", "chartwire_tls_expiry{port=\"mllp\"}");
    }

    private static void awaitKept(String reason, ThrowingCallable edit) throws Throwable {
        Logger log = (Logger) LoggerFactory.getLogger(TlsReload.class);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        log.addAppender(told);
        try {
            edit.call();
            await().until(() -> Stream.of(told.list.toArray(ILoggingEvent[]::new))
                            .filter(event -> event.getFormattedMessage().contains(reason))
                            .count()
                    == 2);
        } finally {
            log.detachAppender(told);
        }
    }

    private static void show(TestCertificate certificate) throws IOException {
        Files.writeString(folder.resolve("hub.key"), certificate.keyPem());
        Files.writeString(folder.resolve("hub.crt"), certificate.certificatePem());
    }

    private static String shown(int port) throws IOException {
        try (SSLSocket socket = (SSLSocket) client(EAST).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    private static String nextEvent(BlockingQueue<String> frames) throws InterruptedException {
        String frame = frames.poll(10, TimeUnit.SECONDS);
        return frame != null && frame.contains("\"heartbeat\"") ? nextEvent(frames) : frame;
    }

    private static int status(HttpClient browser) throws IOException, InterruptedException {
        return answer(browser).statusCode();
    }

    private static HttpResponse<String> answer(HttpClient browser) throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(
                                URI.create("https://127.0.0.1:" + hub.hub().httpPort() + "/api/patients"))
                        .header("Authorization", "Bearer " + token())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static WebSocket.Listener listener(BlockingQueue<String> frames) {
        return new WebSocket.Listener() {
            private final StringBuilder text = new StringBuilder();

            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                    frames.add(text.toString());
                    text.setLength(0);
                }
                socket.request(1);
                return null;
            }
        };
    }

    private static String token() {
        return hub.token(new TenantId("demo"), "u1", "admin");
    }

    private static MllpClient engine(TestCertificate own) {
        return MllpClient.open(hub, client(own).getSocketFactory());
    }

    private static SSLContext client(TestCertificate own) {
        return TestCertificate.client(own, HUB, RENEWED);
    }

    private static double refused() {
        return Stream.of(hub.metrics().split("\n"))
                .filter(line -> line.startsWith("chartwire_hl7_connections_refused_total{reason=\"handshake\"}"))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .sum();
    }

    private static String message(String sender, String id) {
        return "MSH|^~\\&|" + sender + "|SITE|EHR|CLINIC|20250110||ORU^R01|" + id + "|P|2.5\r"
                + "PID|1||NOBODY||SECRET^ANN\rOBR|1|NONE\rOBX|1|TX|C||x||||||F\r";
    }
}
