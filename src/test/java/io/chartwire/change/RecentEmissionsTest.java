package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.identity.TenantId;
import io.chartwire.socket.Emission;
import io.chartwire.socket.Event;
import io.chartwire.socket.Frame;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentEmissionsTest {
    private static final TenantId CLINIC = new TenantId("clinic");

    @Test
    void gives_the_oldest_changes_up_first() {
        RecentEmissions recent = new RecentEmissions(3 * 1_256, () -> 0);

        for (long seq : new long[] {2, 1, 3, 4, 5}) {
            recent.keep(made(seq));
        }

        assertThat(recent.of(1)).isEmpty();
        assertThat(recent.of(2)).isEmpty();
        assertThat(List.of(3L, 4L, 5L))
                .allSatisfy(seq ->
                        assertThat(recent.of(seq)).map(Emission::position).contains(seq));
    }

    @Test
    void weighs_a_change_once_however_often_it_is_kept() {
        RecentEmissions recent = new RecentEmissions(2 * 1_256, () -> 0);
        recent.keep(made(1));

        for (int turn = 0; turn < 10; turn++) {
            recent.keep(made(2));
        }

        assertThat(recent.of(1)).isPresent();
    }

    @Test
    void keeps_nothing_of_what_the_routes_failed_on() {
        RecentEmissions recent = new RecentEmissions(10_000, () -> 0);

        recent.keep(new EventRoutes.Outcome(
                null, made(1).emission(), Map.of(), new IllegalStateException("broken"), List.of(), "claims"));

        assertThat(recent.of(1)).isEmpty();
    }

    @Test
    void forgets_what_other_routes_made() {
        AtomicInteger generation = new AtomicInteger();
        RecentEmissions recent = new RecentEmissions(2 * 1_256, generation::get);
        recent.keep(made(1));

        generation.incrementAndGet();

        assertThat(recent.of(1)).isEmpty();
        recent.keep(made(2));
        recent.keep(made(3));
        assertThat(recent.of(2)).isPresent();
        assertThat(recent.of(3)).isPresent();
    }

    private static EventRoutes.Outcome made(long seq) {
        Event event = new Event(seq + "-0", "claim:updated", "claims", CLINIC, Set.of(), new Frame("x".repeat(1_000)));
        return new EventRoutes.Outcome(
                null, new Emission(seq + "-999", seq, seq, List.of(event)), Map.of(), null, List.of(), null);
    }
}
