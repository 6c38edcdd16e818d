package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartwire.intake.SenderSilence.Silence;
import io.chartwire.testing.RunningHub;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Senders with weeks of messages behind them, of which some have fallen silent. */
class SenderSilenceIT {
    /** A message of a sender at each time that a query gives. */
    private static final String MESSAGES =
            """
            INSERT INTO hl7 (tenant_id, sender, control_id, content_hash, source, status, received_at)
            SELECT 'demo', ?, at::text, '', 'mllp', 'processed', at FROM (%s) AS history (at)""";

    private static final String EVERY_TEN_MINUTES =
            "SELECT generate_series(now() - interval '29 days', now() - interval '%s', interval '10 minutes')";

    private static RunningHub hub;

    @BeforeAll
    static void start() {
        hub = RunningHub.alone(Map.of("chartwire.hl7.silence.interval", "1s"));
        sends("BUSY", EVERY_TEN_MINUTES.formatted("20 minutes"));
        sends("CUT OFF", EVERY_TEN_MINUTES.formatted("3 hours"));
        sends(
                "CUT OFF, ONCE BEFORE",
                EVERY_TEN_MINUTES.formatted("3 hours")
                        + " EXCEPT SELECT generate_series(now() - interval '15 days', now() - interval '13 days',"
                        + " interval '10 minutes')");
        // Nothing came at this time of any week either.
        sends(
                "QUIET NOW",
                "SELECT at FROM (" + EVERY_TEN_MINUTES.formatted("0 minutes") + ") AS every (at) WHERE NOT EXISTS ("
                        + "SELECT FROM generate_series(0, 4) AS week WHERE at - now() + week * interval '7 days'"
                        + " BETWEEN interval '-5 hours' AND interval '1 hour')");
        sends(
                "NEW",
                "SELECT generate_series(now() - interval '9 days', now() - interval '2 days', interval '10 minutes')");
        sends(
                "GONE",
                "SELECT generate_series(now() - interval '90 days', now() - interval '40 days', interval '1 hour')");
        sends(
                "SELDOM",
                "SELECT generate_series(now() - interval '28 days', now() - interval '2 days', interval '3 days')");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void warns_of_those_that_are_silent_for_longer_than_usual_and_stays_up() throws Exception {
        await().until(() -> silent() > 0);

        JsonNode health = health();
        assertThat(health.path("status").asText()).isEqualTo("UP");
        JsonNode check = Stream.iterate(0, index -> index + 1)
                .map(index -> health.path("checks").path(index))
                .filter(each -> each.path("name").asText().equals("hl7-senders"))
                .findFirst()
                .orElseThrow();
        assertThat(check.path("status").asText()).isEqualTo("UP");
        assertThat(check.at("/data/senders").asText().split("; "))
                .satisfiesExactlyInAnyOrder(
                        silence -> assertThat(silence).startsWith("demo: CUT OFF for PT3H"),
                        silence -> assertThat(silence).startsWith("demo: CUT OFF, ONCE BEFORE for PT3H"));
        assertThat(silent()).isEqualTo(2);

        sends("CUT OFF", "SELECT now()");
        await().until(() -> silent() == 1);
    }

    @ParameterizedTest
    @CsvSource({
        "PT30M, PT1M,  false",
        "PT59M, PT0S,  false",
        "PT61M, PT10M, true",
        "PT14H, PT10H, false",
        "PT16H, PT10H, true"
    })
    void takes_half_as_long_again_for_unusual_and_nothing_below_the_floor(
            Duration lasts, Duration usual, boolean unusual) {
        assertThat(new Silence("t", "LAB", lasts, usual).isUnusual(Duration.ofHours(1)))
                .isEqualTo(unusual);
    }

    private static void sends(String sender, String times) {
        hub.sql(MESSAGES.formatted(times), sender);
    }

    private static double silent() {
        return Stream.of(hub.metrics().split("\n"))
                .filter(line -> line.startsWith("chartwire_hl7_senders_silent "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .sum();
    }

    private static JsonNode health() throws Exception {
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                                + hub.hub().managementPort()
                                                + "/observe/health?data=true&exposureLevel=full"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body());
    }
}
