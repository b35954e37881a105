package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-jdk")
final class InputsTest {
    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static List<Object> all(Inputs inputs) {
        Object[] all = new Object[inputs.size()];
        inputs.copy(0, all.length, all);
        return Arrays.asList(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 33, Inputs.PIECE - 1, Inputs.PIECE, Inputs.PIECE + 1, 2 * Inputs.PIECE,
        3 * Inputs.PIECE + 7})
    void inputsOfEachKind_areTheSameInTheSameOrder(int count) {
        List<Integer> numbers = numbers(count);
        List<Iterable<Integer>> kinds = List.of(numbers, new ArrayList<>(numbers), new LinkedHashSet<>(numbers),
                Collections.unmodifiableCollection(numbers), new CopyOnWriteArrayList<>(numbers), numbers::iterator);
        for (Iterable<Integer> inputs : kinds) {
            assertThat(all(Inputs.of(inputs)).equals(numbers)).as(inputs.getClass().getName()).isTrue();
        }
    }

    /** Within a piece, over the border of two or three, and to the end. */
    @ParameterizedTest
    @CsvSource({"0, 1", "65535, 1", "65536, 1", "65530, 20", "100, 131072", "131000, 1000", "131999, 1"})
    void someOfThem_areCopiedToTheStart(int from, int count) {
        List<Integer> numbers = numbers(132_000);
        Iterable<Integer> noCollection = numbers::iterator;
        for (Inputs inputs : List.of(Inputs.of(numbers), Inputs.of(new ArrayList<>(numbers)), Inputs.of(noCollection))) {
            Object[] part = new Object[count + 1];
            inputs.copy(from, count, part);
            assertThat(Arrays.asList(part).subList(0, count).equals(numbers.subList(from, from + count))).isTrue();
            assertThat(part[count]).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, Inputs.PIECE, Inputs.PIECE + 1})
    void listThatChangesLater_isTakenAsItWas(int count) {
        List<Integer> changing = new ArrayList<>(numbers(count));
        Inputs direct = Inputs.of(changing);
        Inputs backed = Inputs.of(Collections.unmodifiableList(changing));
        Collections.fill(changing, -1);
        changing.clear();
        assertThat(all(direct).equals(numbers(count))).isTrue();
        assertThat(all(backed).equals(numbers(count))).isTrue();
    }

    /** Allocation tells: a copy takes 4 bytes for each input at least. */
    @Test
    void listThatNeverChanges_isNotCopied() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Integer> streamed = numbers(1_000_000);
        for (List<Integer> unchanging : List.of(streamed, List.copyOf(streamed), List.of(streamed.toArray(new Integer[0])))) {
            long before = threads.getCurrentThreadAllocatedBytes();
            Inputs inputs = Inputs.of(unchanging);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
            assertThat(inputs.size()).isEqualTo(1_000_000);
        }
    }

    @Test
    void nullsAreInputsToo() {
        Collection<Integer> many = Collections.nCopies(Inputs.PIECE + 1, null);
        assertThat(all(Inputs.of(many))).hasSize(many.size()).containsOnlyNulls();
        assertThat(all(Inputs.of(Arrays.asList(1, null)))).containsExactly(1, null);
        assertThat(all(Inputs.of(Stream.of(1, null, 3).toList()))).containsExactly(1, null, 3);
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
        assertThat(Inputs.of(locked.get()).size()).isEqualTo(Inputs.PIECE + 1);
        assertThat(heldLock).containsExactly(true);
    }
}
