package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchSizeTest {
    private final BatchSize size = new BatchSize(500);
    private final Exception failure = new IllegalStateException();

    @Test
    void shrinks_with_each_failure_down_to_one_change_that_is_then_given_up() {
        for (int expected : new int[] {500, 125, 31, 7, 1}) {
            assertThat(size.now()).isEqualTo(expected);
            assertThat(size.stuck()).isNull();
            size.failed(failure);
        }
        assertThat(size.now()).isEqualTo(1);
        assertThat(size.stuck()).isSameAs(failure);
    }

    @Test
    void grows_again_step_by_step_and_not_beyond_what_it_was() {
        for (int attempt = 0; attempt < 5; attempt++) {
            size.failed(failure);
        }
        for (int expected : new int[] {4, 16, 64, 256, 500, 500}) {
            size.went();
            assertThat(size.now()).isEqualTo(expected);
            assertThat(size.stuck()).isNull();
        }
    }
}
