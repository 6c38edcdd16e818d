package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.change.Holes.Range;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "105", "999999999999999999", "105~101", "105~101.103-104", "105-0", "105-12", "105-999"})
    void gives_the_token_that_it_was_read_from(String token) {
        assertThat(Position.parse(token).orElseThrow().token()).isEqualTo(token);
    }

    @Test
    void after_the_tail_is_a_number_and_the_holes_below() {
        Position position = Position.after(105, List.of(new Range(101, 101), new Range(103, 104)));

        assertThat(position.token()).isEqualTo("105~101.103-104");
        assertThat(Position.parse(position.token())).contains(position);
    }

    @Test
    void after_the_tail_names_the_transactions_where_the_holes_are_too_many() {
        Holes holes = new Holes();
        for (long number = 1; number < 200; number += 2) {
            holes.open(number, number);
        }
        holes.close(Snapshot.parse("777:900:777,778"), true);
        holes.open(201, 203);

        Position position = Position.after(205, holes);

        assertThat(position.token()).isEqualTo("205~201-203!777.778");
        assertThat(Position.parse(position.token())).contains(position);
    }

    @Test
    void after_an_event_is_a_number_and_the_events_place() {
        assertThat(Position.event(105, 0).token()).isEqualTo("105-0");
        assertThat(Position.parse("105-0")).contains(Position.event(105, 0));
    }

    @Test
    void after_a_whole_change_is_past_any_of_its_events() {
        assertThat(Position.event(105, Position.WHOLE_CHANGE)).isEqualTo(Position.event(105, 5000));
    }

    @Test
    void with_too_many_holes_for_a_token_is_before_the_first_of_them() {
        List<Range> holes = LongStream.range(0, 65)
                .mapToObj(index -> new Range(10 + 2 * index, 10 + 2 * index))
                .toList();

        assertThat(Position.after(1000, holes).token()).isEqualTo("9");
        assertThat(Position.after(1000, holes.subList(0, 64)).seq()).isEqualTo(1000);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "",
                " ",
                "abc",
                "-1",
                "105-",
                "105~",
                "105~a",
                "105~1-",
                "105~1..2",
                "105-1~3",
                "105-1000",
                "1.5",
                "0x10",
                "1000000000000000000",
                "105 ",
                "105\n",
                "105;DROP TABLE claims",
                "٣"
            })
    void is_not_read_from_what_is_no_token(String text) {
        assertThat(Position.parse(text)).isEmpty();
    }
}
