package dev.carom.internal.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.internal.codec.Values;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a map returns. */
class ResultListTest {
    private static final Object[] RESULTS = {1, "two", null, 4L};

    private static ResultList list(Object... results) {
        Values values = new Values(results.length);
        values.put(results, 0);
        return new ResultList(values);
    }

    @Test
    void results_areThereInTheirOrder() {
        assertThat(list(RESULTS)).isEqualTo(Arrays.asList(RESULTS)).hasSameHashCodeAs(Arrays.asList(RESULTS));
        assertThat(list(RESULTS).toArray()).containsExactly(RESULTS);
        assertThat(list(RESULTS).indexOf(null)).isEqualTo(2);
        assertThat(list()).isEmpty();
    }

    @Test
    void moreResultsThanAPieceHas_areOneList() {
        Object[] results = IntStream.range(0, 200_000).mapToObj(i -> "result " + i).toArray();
        ResultList list = list(results);
        assertThat(list).hasSize(200_000);
        assertThat(list.toArray()).isEqualTo(results);
        assertThat(list.subList(65_535, 65_537)).isEqualTo(List.of("result 65535", "result 65536"));
    }

    @Test
    void positionThatIsNotThere_isRefused() {
        assertThatThrownBy(() -> list(RESULTS).get(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list(RESULTS).get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void list_cannotBeChanged() {
        assertThatThrownBy(() -> list(RESULTS).set(0, 2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list(RESULTS).add(2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list(RESULTS).clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void serialized_isAListThatNeedsNothingOfCarom() throws Exception {
        Object copy = copy(list(RESULTS));
        assertThat(copy).isEqualTo(Arrays.asList(RESULTS));
        assertThat(copy.getClass().getName()).startsWith("java.util.");
    }

    private static Object copy(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
