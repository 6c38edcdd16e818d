package io.chartwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenewedFilesTest {
    private static final String GONE = "gone";
    private static final String BROKEN = "broken";

    private final List<String> used = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private String content = "first";

    @Test
    void are_used_when_they_have_changed() throws IOException {
        RenewedFiles<String> files = files();

        looksAt(files, "first", "second", "second", "first");

        assertThat(used).containsExactly("first", "second", "first");
        assertThat(refused).isEmpty();
    }

    @Test
    void are_told_of_once_while_they_cannot_be_used() throws IOException {
        RenewedFiles<String> files = files();

        looksAt(files, BROKEN, BROKEN, GONE, GONE, "second", GONE);

        assertThat(used).containsExactly("first", "second");
        assertThat(refused).containsExactly(BROKEN, GONE, GONE);
    }

    @Test
    void must_be_usable_at_first() {
        content = BROKEN;

        assertThatThrownBy(this::files).isInstanceOf(IOException.class).hasMessage(BROKEN);
    }

    private RenewedFiles<String> files() throws IOException {
        return new RenewedFiles<>(() -> unless(GONE), it -> used.add(unless(BROKEN)), refused::add);
    }

    private void looksAt(RenewedFiles<String> files, String... contents) {
        for (String next : contents) {
            content = next;
            files.check();
        }
    }

    private String unless(String failing) throws IOException {
        if (content.equals(failing)) {
            throw new IOException(failing);
        }
        return content;
    }
}
