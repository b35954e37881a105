package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.ResultIterator;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.error.PoolException;
import dev.carom.error.TaskEncodingException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One task over many inputs, the results as they come. */
@ParameterizedClass
@EnumSource(Mode.class)
@Tag("any-jdk")
class ImapTest {
    @Parameter
    Mode mode;

    private static final Task.Of1<Integer, Integer, RuntimeException> SQUARE = x -> x * x;

    private static ProcessPool pool;

    @BeforeParameterizedClassInvocation
    static void open(Mode mode) {
        pool = mode.ready(ProcessPool.builder().processes(2));
    }

    @AfterParameterizedClassInvocation
    static void close() {
        pool.close();
    }

    private static List<Integer> upTo(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    private static List<Integer> squares(int n) {
        return IntStream.range(0, n).mapToObj(x -> x * x).toList();
    }

    /** 0, 1, 2, ... and how many were pulled. */
    private static final class Endless implements Iterable<Integer> {
        private final AtomicInteger pulled = new AtomicInteger();

        @Override
        public Iterator<Integer> iterator() {
            return Stream.generate(pulled::getAndIncrement).iterator();
        }
    }

    private static <R> List<R> rest(ResultIterator<R> results) {
        List<R> all = new ArrayList<>();
        results.forEachRemaining(all::add);
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, Integer.MAX_VALUE})
    @Tag("B039")
    void imap_handsOutInOrder_andEnds(int chunkSize) {
        try (ResultIterator<Integer> results = pool.imap(SQUARE, upTo(1000), chunkSize)) {
            assertThat(rest(results)).isEqualTo(squares(1000));
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(() -> results.next(Duration.ZERO)).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void loop_goesOverWhatIsLeft_once() throws Exception {
        try (ResultIterator<Integer> results = pool.imap(SQUARE, upTo(5))) {
            assertThat(results.next()).isZero();
            List<Integer> all = new ArrayList<>();
            for (int square : results) {
                all.add(square);
            }
            assertThat(all).containsExactly(1, 4, 9, 16);
            assertThatThrownBy(results::iterator).isInstanceOf(IllegalStateException.class).hasMessageContaining("handed out once");
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    void resultsOfOne_areTheInputOfAnother() {
        try (ResultIterator<Integer> squares = pool.imap(SQUARE, upTo(100));
                ResultIterator<Integer> powers = pool.imap(SQUARE, squares, 7)) {
            assertThat(rest(powers)).isEqualTo(squares(100).stream().map(x -> x * x).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 2000})
    @Tag("B040")
    void imapUnordered_handsOutEachResultOnce(int chunkSize) {
        try (ResultIterator<Integer> results = pool.imapUnordered(SQUARE, upTo(1000), chunkSize)) {
            assertThat(rest(results)).containsExactlyInAnyOrderElementsOf(squares(1000));
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    @Tag("B040")
    void imapUnordered_handsOutFirstWhatEndsFirst(@TempDir Path directory) throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            try (ResultIterator<Integer> results = pool.imapUnordered(x -> {
                if (x == 0) {
                    door.pass();
                }
                return x;
            }, upTo(5))) {
                List<Integer> early = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    early.add(results.next());
                }
                assertThat(early).containsExactlyInAnyOrder(1, 2, 3, 4);
                gate.open();
                assertThat(results.next()).isEqualTo(0);
                assertThat(results.hasNext()).isFalse();
            }
        }
    }

    @Test
    @Tag("B034")
    void noInput_endsAtOnce() {
        for (int chunkSize : new int[] {1, 10}) {
            assertThat(pool.imap(SQUARE, List.<Integer>of(), chunkSize).hasNext()).isFalse();
            assertThat(pool.imapUnordered(SQUARE, List.<Integer>of(), chunkSize).hasNext()).isFalse();
        }
    }

    @Test
    @Tag("B039")
    @Tag("B049")
    void endlessInput_isPulledOnlySoFarAheadAsAllowed() {
        TaskOptions<Object> bounded = TaskOptions.<Object>defaults().lookAhead(5).chunkSize(3);
        Endless inputs = new Endless();
        try (ResultIterator<Integer> results = pool.imap(SQUARE, inputs, bounded)) {
            assertThat(inputs.pulled).as("before the first next").hasValue(0);
            for (int i = 0; i < 100; i++) {
                assertThat(results.next()).isEqualTo(i * i);
                assertThat(inputs.pulled.get()).isLessThanOrEqualTo(i + 1 + (5 + 1) * 3);
            }
        }
        int pulled = inputs.pulled.get();
        Endless unordered = new Endless();
        try (ResultIterator<Integer> results = pool.imapUnordered(SQUARE, unordered, bounded)) {
            for (int i = 0; i < 100; i++) {
                results.next();
            }
        }
        assertThat(unordered.pulled.get()).isLessThanOrEqualTo(100 + (5 + 1) * 3);
        assertThat(inputs.pulled).as("after close").hasValue(pulled);
    }

    /** Each input comes only once there is a result for all before it, as from a log that is followed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void slowInput_doesNotHoldUpResultsThatAreThere(boolean ordered) {
        long before = succeeded();
        AtomicInteger pulled = new AtomicInteger();
        Iterable<Integer> slow = () -> Stream.generate(() -> {
            int ahead = pulled.getAndIncrement();
            Waits.until("what was pulled before has succeeded", () -> succeeded() >= before + ahead);
            return 3;
        }).iterator();
        TaskOptions<Integer> options = TaskOptions.<Integer>defaults().lookAhead(1000);
        try (ResultIterator<Integer> results = ordered
                ? pool.imap(SQUARE, slow, options)
                : pool.imapUnordered(SQUARE, slow, options)) {
            assertThat(results.next()).isEqualTo(9);
            assertThat(pulled.get()).isLessThan(500);
        }
    }

    private static long succeeded() {
        return pool.statistics().tasks().succeeded();
    }

    @Test
    void closed_itHasNothingMore() {
        ResultIterator<Integer> results = pool.imap(SQUARE, new Endless());
        results.next();
        results.close();
        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class).hasMessage("this iterator was closed");
    }

    @Test
    void asAStream_itIsLazyToo() {
        Endless inputs = new Endless();
        try (Stream<Integer> results = pool.imap(SQUARE, inputs, TaskOptions.defaults().lookAhead(4)).stream()) {
            assertThat(results.filter(x -> x % 2 == 0).limit(10).mapToInt(x -> x).sum())
                    .isEqualTo(IntStream.range(0, 10).map(x -> 4 * x * x).sum());
        }
        assertThat(inputs.pulled.get()).isBetween(19, 30);
    }

    @Test
    @Tag("B045")
    void nextThatTimesOut_givesTheSameResultLater(@TempDir Path directory) throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            try (ResultIterator<Integer> results = pool.imap(x -> {
                if (x == 1) {
                    door.pass();
                }
                return x;
            }, upTo(3))) {
                assertThat(results.next(Waits.LONG)).isEqualTo(0);
                assertThatThrownBy(() -> results.next(Duration.ofMillis(20)))
                        .isInstanceOf(TimeoutException.class)
                        .hasMessageContaining("20 ms");
                assertThatThrownBy(() -> results.next(Duration.ZERO)).isInstanceOf(TimeoutException.class);
                gate.open();
                assertThat(results.next(Waits.LONG)).isEqualTo(1);
                assertThat(results.next()).isEqualTo(2);
            }
        }
    }

    @Test
    @Tag("B043")
    @Tag("B294")
    void failingElement_throwsAtItsPlaceByItsType_andTheIterationGoesOn() {
        for (int chunkSize : new int[] {1, 2, 10}) {
            List<Object> seen = new ArrayList<>();
            ResultIterator<Integer> results = pool.imap(x -> {
                if (x % 2 == 1) {
                    throw new IOException("input " + x);
                }
                return x;
            }, upTo(5), chunkSize);
            while (results.hasNext()) {
                try {
                    seen.add(results.next());
                } catch (Exception e) {
                    seen.add(e.toString());
                }
            }
            assertThat(seen).containsExactly(
                    0, "java.io.IOException: input 1", 2, "java.io.IOException: input 3", 4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    @Tag("B042")
    void inputThatThrows_surfacesAtItsPlace_andEndsTheIteration(int failing) throws Exception {
        ResultIterator<Integer> ordered = pool.imap(SQUARE, new MapTest.FailingInput(failing), 2);
        for (int i = 0; i < failing; i++) {
            assertThat(ordered.next()).isEqualTo(i * i);
        }
        assertThatThrownBy(ordered::next).isInstanceOf(IllegalStateException.class).hasMessage("no input " + failing);
        assertThat(ordered.hasNext()).isFalse();

        ResultIterator<Integer> unordered = pool.imapUnordered(SQUARE, new MapTest.FailingInput(failing));
        List<Integer> before = new ArrayList<>();
        for (int i = 0; i < failing; i++) {
            before.add(unordered.next());
        }
        assertThat(before).containsExactlyInAnyOrderElementsOf(squares(failing));
        assertThatThrownBy(unordered::next).isInstanceOf(IllegalStateException.class);
        assertThat(pool.map(SQUARE, upTo(3))).isEqualTo(squares(3));
    }

    @Test
    @Tag("B050")
    void elementThatCannotBeEncoded_throwsAtItsPlace() {
        List<Object> inputs = List.of(1, new Thread("no value"), 3);
        ResultIterator<String> results = pool.imap(String::valueOf, inputs);
        assertThat(results.next()).isEqualTo("1");
        assertThatThrownBy(results::next)
                .isInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("java.lang.Thread is not Serializable");
        assertThat(results.next()).isEqualTo("3");
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    @Tag("B047")
    void closedIterator_dropsWhatWaits(@TempDir Path directory) throws Exception {
        try (ProcessPool own = mode.start(1);
                Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            Marks marks = Marks.in(directory);
            ResultIterator<Integer> results = own.imap(x -> {
                marks.leave(x);
                door.pass();
                return x;
            }, upTo(10));
            assertThat(results.hasNext()).isTrue();
            marks.await(1);
            results.close();
            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
            gate.open();
            int after = own.apply(() -> 2);
            assertThat(after).isEqualTo(2);
            assertThat(marks.all()).containsExactly("0");
        }
    }

    @Test
    void interruptedNext_throwsAndCanBeAskedAgain(@TempDir Path directory) throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            ResultIterator<Integer> results = pool.imap(x -> {
                door.pass();
                return x;
            }, upTo(2));
            Thread.currentThread().interrupt();
            assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> results.next(Waits.LONG)).isInstanceOf(InterruptedException.class);
            gate.open();
            assertThat(rest(results)).containsExactly(0, 1);
        }
    }

    @Test
    @Tag("B048")
    void poolThatBreaks_endsTheIterationWithAnError() {
        try (ProcessPool breaking = mode.start(ProcessPool.builder().processes(1).maxRestarts(0))) {
            ResultIterator<Integer> results = breaking.imap(x -> {
                if (x == 3) {
                    Runtime.getRuntime().halt(1);
                }
                return x;
            }, new Endless(), TaskOptions.defaults().lookAhead(2));
            List<Integer> before = new ArrayList<>();
            assertThatThrownBy(() -> {
                while (true) {
                    before.add(results.next());
                }
            }).isInstanceOf(PoolException.class);
            assertThat(before).containsExactly(0, 1, 2);
            int failures = 0;
            while (results.hasNext()) {
                assertThatThrownBy(results::next).isInstanceOf(PoolException.class);
                failures++;
            }
            assertThat(failures).isLessThan(5);
            assertThat(breaking.state()).isEqualTo(PoolState.BROKEN);
        }
    }

    @Test
    void poolThatIsTerminated_endsTheIterationWithAnError(@TempDir Path directory) throws Exception {
        try (ProcessPool own = mode.start(1);
                Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            ResultIterator<Integer> results = own.imap(x -> {
                door.pass();
                return x;
            }, new Endless(), TaskOptions.defaults().lookAhead(2));
            assertThat(results.hasNext()).isTrue();
            own.terminate();
            assertThatThrownBy(results::next).isInstanceOf(PoolException.class);
        }
    }

    @Test
    @Tag("B051")
    void iterator_keepsNothingThatItHandedOut() {
        ResultIterator<byte[]> results = pool.imap(n -> new byte[n], List.of(100_000, 100_000, 1));
        WeakReference<byte[]> first = new WeakReference<>(results.next());
        Waits.until("the first result is collected", () -> {
            System.gc();
            return first.get() == null;
        });
        assertThat(results.next()).hasSize(100_000);
        assertThat(results.next()).hasSize(1);
    }
}
