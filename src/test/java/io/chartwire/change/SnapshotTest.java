package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTest {

    @Test
    void reads_the_text_of_pg_current_snapshot() {
        assertThat(Snapshot.parse("100:110:100,104")).isEqualTo(new Snapshot(100, 110, Set.of(100L, 104L)));
        assertThat(Snapshot.parse("100:100:")).isEqualTo(new Snapshot(100, 100, Set.of()));
        assertThat(Snapshot.parse("9223372036854775806:9223372036854775807:").xmax())
                .isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest(name = "of transaction {0} it sees: {1} ({2})")
    @CsvSource({
        " 99, true,  ended before all that ran",
        "100, false, was running",
        "101, true,  ended while another ran",
        "104, false, was running",
        "109, true,  ended last",
        "110, false, began at its end",
        "999, false, began later"
    })
    void sees_what_had_ended(long transaction, boolean seen, String why) {
        assertThat(Snapshot.parse("100:110:100,104").sees(transaction)).as(why).isEqualTo(seen);
    }
}
