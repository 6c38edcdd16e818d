package io.chartwire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.Client;
import io.chartwire.testing.HubProcess;
import io.chartwire.testing.MllpClient;
import io.chartwire.testing.SocketClient;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: what is in flight is answered, sockets are told to come back, and nobody who is stuck holds the hub up. */
class ShutdownScenarioIT {
    private static final String DEMO_CLAIM = "01940000-0d08-7000-8000-000000000001";

    @Test
    @SuppressWarnings("try")
    void answers_what_is_in_flight_sends_the_sockets_away_and_exits_with_0(@TempDir Path data) throws Exception {
        try (HubProcess hub = HubProcess.start(data);
                Connection clerk = hub.database();
                Statement lock = clerk.createStatement();
                MllpClient engine = MllpClient.open(hub.mllpPort());
                SocketClient screen = hub.socket("demo", "/ws", "admin");
                SocketClient stuck = hub.socket("demo", "/ws", "admin");
                Socket halfRequest = halfRequest(hub);
                Socket halfFrame = new Socket("127.0.0.1", hub.mllpPort())) {
            screen.expect("ready");
            stuck.expect("ready");
            stuck.pause();
            assertThat(halfRequest.isConnected()).isTrue();
            halfFrame.getOutputStream().write("\u000bMSH|^~\\&|LAB".getBytes(StandardCharsets.UTF_8));
            clerk.setAutoCommit(false);
            lock.execute("SELECT 1 FROM claims WHERE id = '" + DEMO_CLAIM + "' FOR UPDATE");
            lock.execute("SELECT 1 FROM biopsies WHERE tenant_id = 'demo' AND order_number = 'BIOPSY123' FOR UPDATE");
            Client billing = hub.client("demo", "admin");
            CompletableFuture<Client.Answer> answer = later(() -> billing.post(
                    "/api/claims/" + DEMO_CLAIM + "/status", "{\"status\":\"denied\",\"reason\":\"CO-50\"}"));
            CompletableFuture<String> ack = later(() -> engine.ask(result()));
            Awaitility.await()
                    .until(() -> hub.sql("SELECT 1 FROM pg_stat_activity WHERE application_name = 'chartwire' AND"
                                            + " wait_event_type = 'Lock'")
                                    .size()
                            == 2);

            hub.handle().destroy();
            assertThat(screen.closeCode()).isEqualTo(1001);
            assertThat(answer).isNotDone();
            clerk.rollback();

            assertThat(answer.join().status()).isEqualTo(200);
            assertThat(ack.join()).contains("\rMSA|AA|");
            assertThat(hub.awaitExit()).isZero();
        }
        try (HubProcess hub = HubProcess.start(data)) {
            assertThat(hub.sql("SELECT status FROM claims WHERE id = '" + DEMO_CLAIM + "'"))
                    .containsExactly("denied");
            assertThat(hub.sql("SELECT status FROM hl7 WHERE control_id = 'LAST'"))
                    .containsExactly("processed");
        }
    }

    private static <T> CompletableFuture<T> later(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task).start());
    }

    /** A client that has sent its headers and a part of its body, and is silent since. */
    private static Socket halfRequest(HubProcess hub) throws Exception {
        URI address = URI.create(hub.http());
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.getOutputStream()
                .write(("POST /api/claims HTTP/1.1\r\n"
                                + "Host: x\r\n"
                                + "Content-Type: application/json\r\n"
                                + "Content-Length: 100\r\n"
                                + "Authorization:"
                                + " Bearer"
                                + " " + hub.token("demo", "u", "admin") + "\r\n\r\n{")
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String result() {
        return "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110120000||ORU^R01|LAST|P|2.5\rPID|1||PAT12345^^^C^MR||DOE^JOHN\r"
                + "OBR|1|BIOPSY123|CASE|88305^PATH^C4||||||||||||||||||20250108120000|||F\r"
                + "OBX|1|TX|22637-3^Final Diagnosis^LN||Nevus||||||F\r";
    }
}
