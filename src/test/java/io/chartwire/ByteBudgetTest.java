package io.chartwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(100);
    private final List<String> granted = new ArrayList<>();

    @Test
    void lets_the_later_ones_wait_in_their_order() {
        ByteBudget.Claim first = budget.claim();
        ByteBudget.Claim second = budget.claim();
        ByteBudget.Claim third = budget.claim();
        assertThat(grow(first, 80, "first")).isTrue();
        assertThat(grow(second, 30, "second")).isFalse();
        assertThat(grow(third, 10, "third")).as("it would fit, but is not next").isFalse();
        assertThat(budget.waiting()).isEqualTo(2);

        first.release();
        assertThat(granted).containsExactly("second", "third");
        assertThat(budget.held()).isEqualTo(40);
    }

    @Test
    void takes_what_is_larger_than_all_of_it_alone() {
        ByteBudget.Claim large = budget.claim();
        assertThat(grow(large, 500, "large")).isTrue();
        ByteBudget.Claim small = budget.claim();
        assertThat(grow(small, 1, "small")).isFalse();

        large.release();
        assertThat(granted).containsExactly("small");
    }

    @Test
    void lets_the_oldest_grow_beyond_it_so_that_none_waits_for_ever() {
        ByteBudget.Claim first = budget.claim();
        ByteBudget.Claim second = budget.claim();
        grow(first, 50, "first");
        grow(second, 50, "second");
        assertThat(grow(second, 60, "second grown")).isFalse();
        assertThat(grow(first, 100, "first grown")).isTrue();

        first.release();
        assertThat(granted).containsExactly("second grown");
    }

    @Test
    void makes_the_next_in_age_the_oldest() {
        ByteBudget.Claim first = budget.claim();
        ByteBudget.Claim second = budget.claim();
        ByteBudget.Claim newcomer = budget.claim();
        grow(first, 40, "first");
        grow(second, 60, "second");
        grow(newcomer, 70, "newcomer");
        assertThat(grow(second, 120, "second grown")).isFalse();

        first.release();
        assertThat(granted).containsExactly("second grown");
        second.release();
        assertThat(granted).containsExactly("second grown", "newcomer");
    }

    @Test
    void forgets_who_gave_up() {
        ByteBudget.Claim first = budget.claim();
        ByteBudget.Claim gone = budget.claim();
        grow(first, 100, "first");
        grow(gone, 10, "gone");
        gone.release();
        gone.release();
        first.release();

        assertThat(granted).isEmpty();
        assertThat(budget.held()).isZero();
        assertThat(budget.waiting()).isZero();
    }

    /** Messages that grow by doubling and end at random: all come to their end, and only one is ever beyond the budget. */
    @Property(tries = 200)
    void brings_every_message_to_its_end(@ForAll long seed) {
        Random random = new Random(seed);
        List<Message> messages = new ArrayList<>();
        for (int count = 0; count < 20; count++) {
            messages.add(new Message(random.nextInt(300) + 1));
        }
        List<Message> open = new ArrayList<>(messages);
        for (int step = 0; step < 10_000 && !open.isEmpty(); step++) {
            Message message = open.get(random.nextInt(open.size()));
            if (message.step()) {
                open.remove(message);
            }
            assertThat(budget.held()).isLessThanOrEqualTo(100 + 300);
        }
        assertThat(open).isEmpty();
        assertThat(budget.held()).isZero();
    }

    private boolean grow(ByteBudget.Claim claim, long total, String name) {
        return claim.grow(total, () -> granted.add(name));
    }

    private final class Message {
        private final ByteBudget.Claim claim = budget.claim();
        private final int size;
        private int has;
        private boolean waits;

        Message(int size) {
            this.size = size;
        }

        /** Grows, or ends when it is whole. */
        boolean step() {
            if (waits) {
                return false;
            }
            if (has == size) {
                claim.release();
                return true;
            }
            int next = Math.min(size, Math.max(1, has * 2));
            waits = true;
            if (claim.grow(next, () -> grown(next))) {
                grown(next);
            }
            return false;
        }

        private void grown(int bytes) {
            has = bytes;
            waits = false;
        }
    }
}
