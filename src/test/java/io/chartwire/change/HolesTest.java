package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.change.Holes.Range;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HolesTest {
    private static final Snapshot TWO_RUN = Snapshot.parse("50:60:50,55");
    private static final Snapshot NONE_RUNS = Snapshot.parse("60:60:");

    private final Holes holes = new Holes();

    @Test
    void begin_with_none() {
        assertThat(holes.isEmpty()).isTrue();
        assertThat(holes.size()).isZero();
        assertThat(holes.ranges()).isEmpty();
    }

    @Test
    void open_for_numbers_that_a_running_transaction_may_hold() {
        holes.open(11, 13, TWO_RUN);

        assertThat(holes.ranges()).containsExactly(new Range(11, 13));
    }

    @Test
    void do_not_open_when_nothing_runs_that_could_fill_them() {
        holes.open(11, 13, NONE_RUNS);

        assertThat(holes.isEmpty()).isTrue();
    }

    @Test
    void do_not_open_between_neighbours() {
        holes.open(12, 11, TWO_RUN);

        assertThat(holes.isEmpty()).isTrue();
    }

    @ParameterizedTest(name = "{0} of 11 to 13 leaves {1}")
    @CsvSource(
            delimiter = '|',
            value = {"10|11-13", "11|12-13", "12|11-11 13-13", "13|11-12", "14|11-13"})
    void shrink_around_a_number_that_appears(long seq, String left) {
        holes.open(11, 13, TWO_RUN);

        holes.fill(seq);

        assertThat(text()).isEqualTo(left);
    }

    @Test
    void end_when_all_their_numbers_have_appeared() {
        holes.open(11, 13, TWO_RUN);

        List.of(12L, 11L, 13L).forEach(holes::fill);

        assertThat(holes.isEmpty()).isTrue();
    }

    @Test
    void stay_while_one_that_could_fill_them_runs() {
        holes.open(11, 13, TWO_RUN);

        holes.close(Snapshot.parse("55:70:55,66"));

        assertThat(text()).isEqualTo("11-13");
    }

    @Test
    void close_when_all_that_could_fill_them_have_ended() {
        holes.open(11, 13, TWO_RUN);

        holes.close(Snapshot.parse("66:70:66"));

        assertThat(holes.isEmpty()).isTrue();
    }

    @Test
    void close_each_for_its_own_transactions() {
        holes.open(11, 11, Snapshot.parse("50:60:50"));
        holes.open(21, 21, Snapshot.parse("50:70:50,66"));
        holes.open(31, 31, Snapshot.parse("66:70:66"));

        holes.close(Snapshot.parse("66:80:66"));

        assertThat(text()).isEqualTo("21-21 31-31");
    }

    @Test
    void keep_their_transactions_when_they_are_split() {
        holes.open(11, 13, Snapshot.parse("50:60:50"));
        holes.fill(12);

        holes.close(Snapshot.parse("50:70:50"));
        assertThat(text()).isEqualTo("11-11 13-13");
        holes.close(Snapshot.parse("70:70:"));

        assertThat(holes.isEmpty()).isTrue();
    }

    @Test
    void give_their_ends_as_arrays_of_postgresql() {
        holes.open(11, 13, TWO_RUN);
        holes.open(21, 21, TWO_RUN);

        assertThat(Holes.froms(holes.ranges())).isEqualTo("{11,21}");
        assertThat(Holes.tos(holes.ranges())).isEqualTo("{13,21}");
        assertThat(Holes.froms(List.of())).isEqualTo("{}");
    }

    private String text() {
        return String.join(
                " ",
                holes.ranges().stream()
                        .map(range -> range.from() + "-" + range.to())
                        .toList());
    }
}
