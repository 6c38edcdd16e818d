package io.chartwire.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong now = new AtomicLong(5);
    private final RateLimit limit = new RateLimit(10, now::get);

    @Test
    void a_caller_has_a_seconds_worth_at_once() {
        assertThat(taken("a", 50)).isEqualTo(10);
    }

    @Test
    void what_was_used_comes_back_bit_by_bit() {
        taken("a", 50);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(300));

        assertThat(taken("a", 50)).isEqualTo(3);
    }

    @Test
    void a_long_quiet_gives_no_more_than_a_seconds_worth() {
        taken("a", 50);
        now.addAndGet(TimeUnit.HOURS.toNanos(1));

        assertThat(taken("a", 50)).isEqualTo(10);
    }

    @Test
    void callers_do_not_share() {
        taken("a", 50);

        assertThat(taken("b", 50)).isEqualTo(10);
    }

    @Test
    void forgets_callers_who_are_quiet() {
        IntStream.range(0, 20_001).forEach(it -> limit.take("caller-" + it));
        now.addAndGet(TimeUnit.SECONDS.toNanos(2));

        limit.take("one more");

        assertThat(limit.remembered()).isEqualTo(1);
    }

    @Test
    void zero_is_no_limit() {
        RateLimit none = new RateLimit(0, now::get);

        assertThat(IntStream.range(0, 1_000).allMatch(it -> none.take("a"))).isTrue();
    }

    private int taken(String caller, int tries) {
        return (int) IntStream.range(0, tries).filter(it -> limit.take(caller)).count();
    }
}
