package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chartwire.Gate;
import io.chartwire.database.SqlFiles;
import io.chartwire.delivery.CriticalRules;
import io.chartwire.socket.Emission;
import io.chartwire.socket.EventHistory;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that comes back after a transaction below its token has changed many rows. */
class HistoryIT {
    private static final int ROWS = 1_000;

    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();

    @Test
    void gives_what_committed_late_page_by_page() throws Exception {
        List<String> tokens = new ArrayList<>();
        try (Connection late = hub.hub().database().dedicated();
                Statement insert = late.createStatement();
                SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            late.setAutoCommit(false);
            insert.execute(claims(ROWS));
            hub.sql(claims(1));
            tokens.add(screen.expect("claim:created").get(0).path("id").asText());
            tokens.add(await().until(
                            () -> clinic.as("billing").get("/api/claims").header("Chartwire-Resume"),
                            it -> it.contains("~")));
            late.commit();
        }
        for (String token : tokens) {
            EventHistory.Round round = history().since(clinic.tenant(), token).orElseThrow();
            List<Long> told = new ArrayList<>();
            for (List<Emission> page = round.next(); !page.isEmpty(); page = round.next()) {
                assertThat(page).hasSizeLessThanOrEqualTo(250);
                page.forEach(emission -> told.add(emission.position()));
            }
            assertThat(told).as("since " + token).hasSize(ROWS).isSorted().doesNotHaveDuplicates();
        }
    }

    private String claims(int rows) {
        return "INSERT INTO claims (tenant_id, claim_number, patient_id, total_charges) SELECT '" + clinic.tenant()
                + "', uuidv7()::text, '" + clinic.patient() + "', 1 FROM generate_series(1, " + rows + ")";
    }

    private History history() {
        var context = hub.hub().camelContext();
        ChangeLog log = new ChangeLog(hub.hub().database(), new SqlFiles(Path.of("routes")));
        RecentEmissions recent = new RecentEmissions(0, () -> 0);
        Emitter emitter = new Emitter(log, new EventRoutes(context, () -> CriticalRules.NONE), recent, new Gate());
        return new History(log, emitter, new DeadLetters(log, context), recent);
    }
}
