package io.chartwire.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFrameTest {
    @Test
    void reads_one_confirmation_and_several() {
        assertThat(ClientFrame.parse("{\"ack\":\"105-0\"}").acks()).isEqualTo(List.of("105-0"));
        assertThat(ClientFrame.parse("{\"ack\":[\"1-0\",\"1-1\"]}").acks()).isEqualTo(List.of("1-0", "1-1"));
    }

    @Test
    void reads_a_fresh_token() {
        assertThat(ClientFrame.parse("{\"token\":\"a.b.c\"}").token()).isEqualTo("a.b.c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[]",
                "{}",
                "not json",
                "{\"ack\":\"1-0\"} {}",
                "{\"ack\":\"1-0\",\"token\":\"x\"}",
                "{\"ack\":[]}",
                "{\"ack\":[1]}",
                "{\"ack\":{\"id\":\"1-0\"}}",
                "{\"ack\":\"\"}",
                "{\"ack\":\"1\\u0000\"}",
                "{\"token\":null}",
                "{\"subscribe\":\"claims\"}"
            })
    void says_what_is_wrong_with_anything_else(String text) {
        ClientFrame frame = ClientFrame.parse(text);
        assertThat(frame.problem()).isNotBlank();
        assertThat(frame.acks()).isEmpty();
        assertThat(frame.token()).isNull();
    }

    @Test
    void bears_what_is_nested_too_deep_or_listed_too_long() {
        assertThat(ClientFrame.parse("[".repeat(30_000)).problem()).isNotBlank();
        assertThat(ClientFrame.parse("{\"ack\":[" + "\"1-0\",".repeat(500) + "\"1-0\"]}")
                        .problem())
                .contains("500");
    }
}
