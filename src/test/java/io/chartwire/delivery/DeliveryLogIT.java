package io.chartwire.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.chartwire.database.SqlFiles;
import io.chartwire.identity.Audiences;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliveryLogIT {
    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private final Clinic other = hub.clinic();

    @Test
    void loses_no_critical_event_to_one_that_the_database_refuses() throws Exception {
        Audiences audiences = Audiences.parse(Files.readString(Path.of("routes/audiences.yaml")));
        try (DeliveryLog log = new DeliveryLog(
                hub.hub().camelContext(),
                hub.hub().database(),
                new SqlFiles(Path.of("routes")),
                () -> audiences,
                1000)) {
            log.keepNow(List.of(
                    told(clinic, "1-0", clinic.patient()),
                    told(clinic, "2-0", "no uuid"),
                    told(other, "3-0", other.patient()),
                    told(clinic, "4-0", clinic.patient())));
        }

        assertThat(kept(clinic)).isEqualTo("1-0,4-0");
        assertThat(kept(other)).isEqualTo("3-0");
    }

    /** A hub that starts then looks for it once more. */
    @Test
    void does_not_move_its_place_past_what_it_could_not_keep() throws Exception {
        long far = 1_000_000_000_000L;
        try (DeliveryLog log = new DeliveryLog(
                hub.hub().camelContext(), hub.hub().database(), new SqlFiles(Path.of("routes")), () -> null, 10)) {
            log.start(since -> {
                throw new SQLException("as a table that is not there", "42P01");
            });
            log.keep(List.of(), far);
        }
        assertThat(Long.parseLong(hub.sql(Files.readString(Path.of("routes/sql/deliveries/read-progress.sql")))))
                .isLessThan(far);
    }

    private String kept(Clinic of) {
        return hub.sql(
                "SELECT string_agg(event_id, ',' ORDER BY event_id) FROM critical_events WHERE tenant_id = ?",
                of.tenant().value());
    }

    private static Told told(Clinic of, String id, String entity) {
        CriticalEvent critical = new CriticalEvent(
                JsonNodeFactory.instance.objectNode(),
                Set.of("manager"),
                Duration.ofMinutes(30),
                Duration.ofMinutes(30));
        return new Told(
                of.tenant(),
                id,
                "biopsy:result_received",
                "biopsies",
                entity,
                null,
                0,
                "2026-01-01T00:00:00Z",
                true,
                critical);
    }
}
