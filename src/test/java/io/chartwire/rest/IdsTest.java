package io.chartwire.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void are_uuids_of_version_7() {
        UUID id = Ids.next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void begin_with_the_time() {
        long before = System.currentTimeMillis();
        long told = Ids.next().getMostSignificantBits() >>> 16;

        // Ids that were drawn fast before this one may have run ahead of the clock by a little.
        assertThat(told).isBetween(before, System.currentTimeMillis() + 1000);
    }

    /** Compared as texts, which is how PostgreSQL orders them; Java compares UUIDs as signed numbers. */
    @Test
    void sort_in_the_order_of_their_making_also_within_a_millisecond() {
        List<String> ids =
                Stream.generate(Ids::next).limit(20_000).map(UUID::toString).toList();

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void are_never_the_same_when_many_threads_ask() {
        Set<UUID> ids = Collections.synchronizedSet(new HashSet<>());

        IntStream.range(0, 20_000).parallel().forEach(index -> ids.add(Ids.next()));

        assertThat(ids).hasSize(20_000);
    }
}
