package io.chartwire.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StrangersTest {
    private static final int MOST = 12;
    private static final int OF_ONE = 2;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T10:00:00Z"));
    private final Strangers strangers = new Strangers(MOST, now::get);

    @Test
    void a_noisy_address_leaves_room_for_the_entries_of_others() {
        assertThat(entered("192.0.2.1", 1_000)).isEqualTo(OF_ONE);
        assertThat(entered("192.0.2.2", 1_000)).isEqualTo(OF_ONE);
    }

    @Test
    void many_addresses_together_are_entered_no_more_than_so_often() {
        int entered =
                IntStream.range(0, 1_000).map(it -> entered("192.0.2." + it, 1)).sum();

        assertThat(entered).isEqualTo(MOST);
    }

    @Test
    void what_is_left_out_is_entered_as_a_number_when_the_minute_is_over_also_while_it_goes_on() {
        entered("192.0.2.1", 100);
        assertThat(strangers.leftOut()).as("the minute goes on").isEmpty();

        now.set(now.get().plusSeconds(60));
        entered("192.0.2.1", 50);

        assertThat(count(strangers.leftOut())).isEqualTo(100 - OF_ONE + 50 - OF_ONE);
        assertThat(strangers.leftOut()).as("told once").isEmpty();
    }

    @Test
    void what_is_left_out_is_not_forgotten_when_the_hub_stops() {
        entered("192.0.2.1", 100);

        assertThat(count(strangers.leftOutSoFar())).isEqualTo(100 - OF_ONE);
        assertThat(strangers.leftOutSoFar()).isEmpty();
    }

    @Test
    void who_is_known_is_always_entered() {
        assertThat(IntStream.range(0, 1_000)
                        .allMatch(it -> strangers.enters(
                                Entry.now("demo", "u1", "claims-list-claims", null, null, 403, "192.0.2.1"))))
                .isTrue();
    }

    @Test
    void zero_is_no_limit() {
        Strangers unlimited = new Strangers(0, now::get);

        assertThat(IntStream.range(0, 1_000).allMatch(it -> unlimited.enters(refused("192.0.2.1"))))
                .isTrue();
    }

    private int entered(String remote, int tries) {
        return (int) IntStream.range(0, tries)
                .filter(it -> strangers.enters(refused(remote)))
                .count();
    }

    private static Entry refused(String remote) {
        return Entry.now(null, null, null, null, null, 401, remote);
    }

    private static int count(Optional<Entry> entry) {
        assertThat(entry).get().extracting(Entry::action).isEqualTo("refused-attempts");
        return Integer.parseInt(entry.orElseThrow().objectId());
    }
}
