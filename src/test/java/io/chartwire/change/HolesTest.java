package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.change.Holes.Range;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HolesTest {
    private final Holes holes = new Holes();

    @Test
    void join_to_as_few_ranges_as_can_be() {
        assertThat(Holes.joined(List.of(new Range(9, 9), new Range(1, 3), new Range(2, 2), new Range(4, 5))))
                .containsExactly(new Range(1, 5), new Range(9, 9));
    }

    @Test
    void begin_with_none() {
        assertThat(holes.isEmpty()).isTrue();
        assertThat(holes.size()).isZero();
        assertThat(holes.ranges()).isEmpty();
    }

    @Test
    void open_for_every_number_that_was_passed_over() {
        holes.open(11, 13);

        assertThat(holes.ranges()).containsExactly(new Range(11, 13));
        assertThat(holes.wantFence()).isTrue();
    }

    @Test
    void do_not_open_between_neighbours() {
        holes.open(12, 11);

        assertThat(holes.isEmpty()).isTrue();
    }

    @Test
    void stay_open_without_a_fence_because_their_transaction_may_be_beyond_the_snapshot() {
        holes.open(11, 13);

        holes.close(Snapshot.parse("60:60:"), false);

        assertThat(text()).isEqualTo("11-13");
    }

    @Test
    void close_after_a_fence_when_nothing_older_runs() {
        holes.open(11, 13);

        holes.close(Snapshot.parse("60:60:"), true);

        assertThat(holes.isEmpty()).isTrue();
        assertThat(holes.wantFence()).isFalse();
    }

    @ParameterizedTest(name = "{0} of 11 to 13 leaves {1}")
    @CsvSource(
            delimiter = '|',
            value = {"10|11-13", "11|12-13", "12|11-11 13-13", "13|11-12", "14|11-13"})
    void shrink_around_a_number_that_appears(long seq, String left) {
        holes.open(11, 13);

        holes.fill(seq);

        assertThat(text()).isEqualTo(left);
    }

    @Test
    void end_when_all_their_numbers_have_appeared() {
        holes.open(11, 13);

        List.of(12L, 11L, 13L).forEach(holes::fill);

        assertThat(holes.isEmpty()).isTrue();
    }

    @Test
    void stay_while_one_that_could_fill_them_runs() {
        holes.open(11, 13);
        holes.close(Snapshot.parse("50:60:50,55"), true);

        look("55:70:55,66");

        assertThat(text()).isEqualTo("11-13");
    }

    @Test
    void stay_each_by_itself_however_many_there_are() {
        for (long seq = 10; seq < 100; seq += 2) {
            holes.open(seq, seq);
        }
        List<Range> all = holes.ranges();

        holes.close(Snapshot.parse("50:60:50,55"), true);

        assertThat(holes.ranges()).isEqualTo(all);
    }

    @Test
    void stay_each_by_itself_when_some_are_looked_for_again() {
        for (long seq = 10; seq < 100; seq += 2) {
            holes.open(seq, seq);
        }
        holes.close(Snapshot.parse("50:60:50,55"), true);
        List<Range> all = holes.ranges();

        for (Range missed : all) {
            holes.closeMissed(List.of(missed), Snapshot.parse("55:70:55,66"));
        }

        assertThat(holes.ranges()).isEqualTo(all);
    }

    @Test
    void are_not_looked_for_while_all_runs_that_could_fill_them() {
        holes.open(11, 13);
        assertThat(holes.sought()).containsExactly(new Range(11, 13));
        holes.close(Snapshot.parse("50:60:50,55"), true);

        assertThat(holes.sought()).isEmpty();
        assertThat(holes.missedIn(Snapshot.parse("50:70:50,55,66"))).isEmpty();
        assertThat(holes.missedIn(Snapshot.parse("50:70:50,66")))
                .as("one of them has ended")
                .containsExactly(new Range(11, 13));
    }

    @Test
    void are_not_looked_for_again_after_one_of_several_has_ended_without_filling_them() {
        holes.open(11, 13);
        holes.close(Snapshot.parse("50:60:50,55"), true);

        look("50:70:50,66");

        assertThat(holes.missedIn(Snapshot.parse("50:80:50"))).isEmpty();
        assertThat(text()).isEqualTo("11-13");
    }

    @Test
    void close_when_all_that_could_fill_them_have_ended() {
        holes.open(11, 13);
        holes.close(Snapshot.parse("50:60:50,55"), true);

        look("66:70:66");

        assertThat(holes.isEmpty()).isTrue();
    }

    @Test
    void close_each_for_its_own_transactions() {
        holes.open(11, 11);
        holes.close(Snapshot.parse("50:60:50"), true);
        holes.open(21, 21);
        holes.close(Snapshot.parse("50:70:50,66"), true);

        look("66:80:66");

        assertThat(text()).isEqualTo("21-21");
    }

    @Test
    void are_all_kept_however_many_they_are() {
        for (long number = 1; number < 200; number += 2) {
            holes.open(number, number);
        }
        holes.close(Snapshot.parse("50:60:50,55"), true);

        look("50:70:50");

        assertThat(holes.ranges()).hasSize(100).allMatch(range -> range.from() % 2 == 1);
    }

    @Test
    void keep_their_transactions_when_they_are_split() {
        holes.open(11, 13);
        holes.close(Snapshot.parse("50:60:50"), true);
        holes.fill(12);

        look("50:70:50");
        assertThat(text()).isEqualTo("11-11 13-13");
        look("70:70:");

        assertThat(holes.isEmpty()).isTrue();
    }

    @Test
    void give_their_ends_as_arrays_of_postgresql() {
        holes.open(11, 13);
        holes.open(21, 21);

        assertThat(Holes.froms(holes.ranges())).isEqualTo("{11,21}");
        assertThat(Holes.tos(holes.ranges())).isEqualTo("{13,21}");
        assertThat(Holes.froms(List.of())).isEqualTo("{}");
    }

    /** What the tail does once no hole is new. */
    private void look(String snapshot) {
        Snapshot seen = Snapshot.parse(snapshot);
        List<Range> missed = holes.missedIn(seen);
        holes.close(seen, false);
        holes.closeMissed(missed, seen);
    }

    private String text() {
        return String.join(
                " ",
                holes.ranges().stream()
                        .map(range -> range.from() + "-" + range.to())
                        .toList());
    }
}
