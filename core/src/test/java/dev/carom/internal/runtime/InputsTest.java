package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-jdk")
final class InputsTest {
    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 33, Inputs.PIECE - 1, Inputs.PIECE, Inputs.PIECE + 1, 2 * Inputs.PIECE,
        3 * Inputs.PIECE + 7})
    void inputsOfEachKind_areTheSameInTheSameOrder(int count) {
        List<Integer> numbers = numbers(count);
        List<Iterable<Integer>> kinds = List.of(numbers, new ArrayList<>(numbers), new LinkedHashSet<>(numbers),
                Collections.unmodifiableCollection(numbers), new CopyOnWriteArrayList<>(numbers), numbers::iterator);
        for (Iterable<Integer> inputs : kinds) {
            List<?> all = Inputs.of(inputs);
            assertThat(all.equals(numbers)).as(inputs.getClass().getName()).isTrue();
            assertThatThrownBy(() -> all.get(count)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, Inputs.PIECE, Inputs.PIECE + 1})
    void listThatChangesLater_isTakenAsItWas(int count) {
        List<Integer> changing = new ArrayList<>(numbers(count));
        List<?> all = Inputs.of(changing);
        List<?> backed = Inputs.of(Collections.unmodifiableList(changing));
        Collections.fill(changing, -1);
        changing.clear();
        assertThat(all.equals(numbers(count))).isTrue();
        assertThat(backed.equals(numbers(count))).isTrue();
    }

    @Test
    void listThatNeverChanges_isNotCopied() {
        List<Integer> numbers = numbers(2 * Inputs.PIECE);
        List<Integer> copy = List.copyOf(numbers);
        assertThat(Inputs.of(numbers)).isSameAs(numbers);
        assertThat(Inputs.of(copy)).isSameAs(copy);
    }

    @Test
    void nullsAreInputsToo() {
        Collection<Integer> many = Collections.nCopies(Inputs.PIECE + 1, null);
        assertThat(Inputs.of(many)).hasSize(many.size()).containsOnlyNulls();
        assertThat(Inputs.of(Arrays.asList(1, null)).get(1)).isNull();
    }

    /** With its iterator, each change by others between two elements would end the map. */
    @Test
    void synchronizedCollection_isTakenUnderItsLock() {
        AtomicReference<Collection<Integer>> locked = new AtomicReference<>();
        List<Boolean> heldLock = new ArrayList<>();
        locked.set(Collections.synchronizedCollection(new ArrayList<>(numbers(Inputs.PIECE + 1)) {
            @Override
            public void forEach(Consumer<? super Integer> action) {
                heldLock.add(Thread.holdsLock(locked.get()));
                super.forEach(action);
            }
        }));
        assertThat(Inputs.of(locked.get())).hasSize(Inputs.PIECE + 1);
        assertThat(heldLock).containsExactly(true);
    }
}
