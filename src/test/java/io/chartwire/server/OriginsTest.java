package io.chartwire.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {
    private final Origins origins = new Origins("https://board.clinic.example, http://10.0.0.7:3000");

    @ParameterizedTest
    @CsvSource({
        ", hub.example:8080, true",
        "http://hub.example:8080, hub.example:8080, true",
        "http://HUB.example:8080, hub.example:8080, true",
        "https://hub.example, hub.example, true",
        "https://hub.example, hub.example:443, true",
        "http://hub.example, hub.example:80, true",
        "https://board.clinic.example, hub.example, true",
        "https://board.clinic.example:443, hub.example, true",
        "http://10.0.0.7:3000, hub.example, true",
        "http://hub.example:8081, hub.example:8080, false",
        "http://board.clinic.example, hub.example, false",
        "https://board.clinic.example.evil.example, hub.example, false",
        "https://evil.example, hub.example, false",
        "https://hub.example@evil.example, hub.example, false",
        "null, hub.example, false",
        "null, null, false",
        "'', hub.example, false",
        "'://', hub.example, false",
        "https://evil.example,, false"
    })
    void lets_in_its_own_pages_those_on_the_list_and_what_is_no_page(String origin, String host, boolean allowed) {
        assertThat(origins.allow(origin, host)).isEqualTo(allowed);
    }
}
