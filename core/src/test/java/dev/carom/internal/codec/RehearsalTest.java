package dev.carom.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Task;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void common_isALambda_andOneThatCaptures() throws Exception {
        List<Task<?, ?>> tasks = Rehearsal.decode(Rehearsal.common());

        assertThat(tasks).hasSize(2);
        assertThat(tasks.get(0).call()).isEqualTo(1);
        assertThat(tasks.get(1).call()).isEqualTo(2);
    }

    @Test
    void whole_alsoReturnsAValueWithParts_andFails() throws Exception {
        List<Task<?, ?>> tasks = Rehearsal.decode(Rehearsal.whole());

        assertThat(tasks).hasSize(4);
        assertThat(tasks.get(2).call()).isEqualTo(List.of(1));
        assertThatThrownBy(() -> tasks.get(3).call()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void truncated_isRefused() {
        byte[] whole = Rehearsal.whole();

        assertThatThrownBy(() -> Rehearsal.decode(Arrays.copyOf(whole, whole.length - 1))).isInstanceOf(Exception.class);
    }
}
