package io.chartwire.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedAttemptsTest {
    private static final int LIMIT = 20;

    private final AtomicLong now = new AtomicLong(-7);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RefusedAttempts attempts = new RefusedAttempts(LIMIT, now::get, meters);

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "fe80::1%eth0", "not an address"})
    void a_network_has_a_minutes_worth_at_once_and_gets_it_back_bit_by_bit(String remote) {
        assertThat(counted(remote, 100)).isEqualTo(LIMIT);

        now.addAndGet(Duration.ofSeconds(6).toNanos());

        assertThat(counted(remote, 100)).isEqualTo(LIMIT / 10);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, ::ffff:192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false"
    })
    void the_addresses_of_one_network_share(String first, String second, boolean same) {
        // Two networks fall on one place once in 16,000 times; then they share.
        long shared = IntStream.range(0, 3)
                .filter(it -> {
                    RefusedAttempts fresh = new RefusedAttempts(1, now::get, new SimpleMeterRegistry());
                    fresh.count(first);
                    return !fresh.count(second);
                })
                .count();

        assertThat(shared >= 2).isEqualTo(same);
    }

    @Test
    void many_networks_leave_most_of_the_others_their_allowance() {
        IntStream.range(0, 1_000).forEach(it -> counted("10.0." + it / 256 + "." + it % 256, LIMIT));

        long whole = IntStream.range(0, 1_000)
                .filter(it -> counted("10.1." + it / 256 + "." + it % 256, LIMIT) == LIMIT)
                .count();

        assertThat(whole).isGreaterThan(800);
    }

    @Test
    void zero_is_no_limit() {
        RefusedAttempts unlimited = new RefusedAttempts(0, now::get, meters);

        assertThat(IntStream.range(0, 1_000).allMatch(it -> unlimited.count("192.0.2.1")))
                .isTrue();
    }

    @Test
    void are_counted_by_their_answer() {
        counted("192.0.2.1", LIMIT + 3);

        assertThat(meters.counter("chartwire.http.refused", "answer", "401").count())
                .isEqualTo(LIMIT);
        assertThat(meters.counter("chartwire.http.refused", "answer", "429").count())
                .isEqualTo(3);
    }

    private int counted(String remote, int tries) {
        return (int)
                IntStream.range(0, tries).filter(it -> attempts.count(remote)).count();
    }
}
