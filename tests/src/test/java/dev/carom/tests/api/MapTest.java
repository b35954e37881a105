package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Args;
import dev.carom.MapResult;
import dev.carom.ProcessPool;
import dev.carom.ResultIterator;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.error.TaskEncodingException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One task over many inputs, all results together. */
@ParameterizedClass
@EnumSource(Mode.class)
@Tag("any-jdk")
class MapTest {
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

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "8, 8", "9, 5", "1000, 8", "524288, 8", "524289, 9", "1000000, 16"})
    void chunksAreAQuarterOfAWorkersShareUnlessTheseWouldBeLarge(int inputs, int chunks) throws Exception {
        long before = pool.statistics().tasks().submitted();

        assertThat(pool.map(x -> x, upTo(inputs))).hasSize(inputs);

        assertThat(pool.statistics().tasks().submitted() - before).isEqualTo(chunks);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 999, 1000, 1001, Integer.MAX_VALUE})
    @Tag("B033")
    @Tag("B036")
    void results_areInTheOrderOfTheInputs_forAnyChunkSize(int chunkSize) throws Exception {
        assertThat(pool.map(SQUARE, upTo(1000), chunkSize)).isEqualTo(squares(1000));
    }

    @Test
    @Tag("B033")
    void results_areInTheOrderOfTheInputs_withoutAChunkSize() throws Exception {
        assertThat(pool.map(SQUARE, upTo(1000))).isEqualTo(squares(1000));
        MapResult<Integer> later = pool.mapAsync(SQUARE, upTo(1000));
        assertThat(later.size()).isEqualTo(1000);
        assertThat(later.get()).isEqualTo(squares(1000));
        assertThat(later.remaining()).isZero();
        assertThat(later.successful()).isTrue();
    }

    @Test
    @Tag("B034")
    void noInput_givesNoResultAtOnce() throws Exception {
        List<Integer> none = List.of();
        assertThat(pool.map(SQUARE, none)).isEmpty();
        assertThat(pool.map(SQUARE, none, 10)).isEmpty();
        assertThat(pool.starmap((Integer a, Integer b) -> a + b, List.<Args.Two<Integer, Integer>>of())).isEmpty();
        MapResult<Integer> later = pool.mapAsync(SQUARE, none);
        assertThat(later.isDone()).isTrue();
        assertThat(later.successful()).isTrue();
        assertThat(later.get()).isEmpty();
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        pool.mapAsync(SQUARE, none, TaskOptions.<List<Integer>>defaults().callback(told::add));
        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(none);
    }

    @Test
    @Tag("B035")
    void singleInput_works() throws Exception {
        assertThat(pool.map(SQUARE, List.of(7))).containsExactly(49);
        assertThat(pool.map(SQUARE, List.of(7), 10)).containsExactly(49);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    @Tag("B036")
    void chunkSizeBelowOne_isRefused(int chunkSize) {
        assertThatThrownBy(() -> pool.map(SQUARE, upTo(3), chunkSize))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chunkSize must be 1 or more, but is " + chunkSize);
        assertThatThrownBy(() -> pool.imap(SQUARE, upTo(3), chunkSize)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.imapUnordered(SQUARE, upTo(3), chunkSize))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Tag("B037")
    void starmap_unpacksTuples_nowOrLater() throws Exception {
        Task.Of2<Integer, Integer, Integer, RuntimeException> times = (a, b) -> a * b;
        List<Args.Two<Integer, Integer>> pairs = List.of(Args.of(2, 3), Args.of(4, 5), Args.of(6, 7));
        assertThat(pool.starmap(times, pairs)).containsExactly(6, 20, 42);
        assertThat(pool.starmap(times, pairs, 2)).containsExactly(6, 20, 42);
        assertThat(pool.starmapAsync(times, pairs).get()).containsExactly(6, 20, 42);
        assertThat(pool.starmapAsync(times, pairs, TaskOptions.<Object>defaults().chunkSize(1)).get())
                .containsExactly(6, 20, 42);
        assertThat(pool.starmap((a, b, c) -> a + b + c, List.of(Args.of("a", 1, 'x'), Args.of("b", 2, 'y'))))
                .containsExactly("a1x", "b2y");
        assertThat(pool.starmap((a, b, c, d) -> a + b + c + d, List.of(Args.of("a", 1, 'x', 2L)))).containsExactly("a1x2");
    }

    @Test
    @Tag("B038")
    void severalInputs_endWithTheShortest() throws Exception {
        List<Integer> sums = pool.starmap((Integer a, Integer b) -> a + b, Args.zip(List.of(1, 2, 3), List.of(10, 20)));
        assertThat(sums).containsExactly(11, 22);
    }

    @Test
    @Tag("B041")
    void callback_getsTheWholeList_once() throws Exception {
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        TaskOptions<List<Integer>> telling =
                TaskOptions.<List<Integer>>defaults().chunkSize(2).callback(told::add).errorCallback(told::add);
        pool.mapAsync(SQUARE, upTo(10), telling);
        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(squares(10));

        pool.mapAsync(x -> 10 / x, List.of(1, 0, 2, 0), telling);
        assertThat(told.poll(60, TimeUnit.SECONDS)).isInstanceOf(ArithmeticException.class);
        pool.applyAsync(() -> "end", TaskOptions.<String>defaults().callback(told::add));
        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("end");
    }

    @Test
    @Tag("B042")
    void inputThatThrows_surfacesAsItIs_andThePoolGoesOn() throws Exception {
        for (int failing : new int[] {0, 1, 5}) {
            assertThatThrownBy(() -> pool.map(SQUARE, FailingInput.at(failing)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no input " + failing)
                    .hasNoCause();
            assertThatThrownBy(() -> pool.mapAsync(SQUARE, FailingInput.at(failing)))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(pool.map(SQUARE, upTo(3))).isEqualTo(squares(3));
    }

    /** Counts up to one that it does not give. */
    record FailingInput(int failing) implements Iterable<Integer> {
        static FailingInput at(int failing) {
            return new FailingInput(failing);
        }

        @Override
        public Iterator<Integer> iterator() {
            return IntStream.iterate(0, i -> i + 1).mapToObj(i -> {
                if (i == failing) {
                    throw new IllegalStateException("no input " + i);
                }
                return i;
            }).iterator();
        }
    }

    @Test
    @Tag("B043")
    void failingElement_failsTheMapByItsType_butAllOthersRun(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        Task.Of1<Integer, Integer, IOException> task = x -> {
            marks.leave(x);
            if (x % 4 == 1) {
                throw new IOException("input " + x);
            }
            return x;
        };
        assertThatThrownBy(() -> pool.map(task, upTo(10), 2))
                .isInstanceOf(IOException.class)
                .hasMessage("input 1")
                .satisfies(e -> assertThat(e.getSuppressed()).extracting(Throwable::getMessage)
                        .containsExactly("input 5", "input 9"));
        assertThat(marks.all()).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    @Tag("B045")
    void getThatTimesOut_leavesTheMapRunning(@TempDir Path directory) throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            MapResult<Integer> result = pool.mapAsync(x -> {
                if (x == 3) {
                    door.pass();
                }
                return x;
            }, upTo(4), TaskOptions.<Object>defaults().chunkSize(1));
            Waits.until("three done", () -> result.remaining() == 1);
            assertThatThrownBy(() -> result.get(Duration.ofMillis(20))).isInstanceOf(TimeoutException.class);
            assertThat(result.isDone()).isFalse();
            gate.open();
            assertThat(result.get()).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    @Tag("B046")
    void limit_holdsForAChunk(@TempDir Path directory) throws Exception {
        try (ProcessPool own = mode.start(1);
                Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            Task.Of1<Integer, Integer, IOException> task = x -> {
                if (x == 1) {
                    door.pass();
                }
                return x;
            };
            TaskOptions<Object> limited = TaskOptions.<Object>defaults().timeout(Duration.ofMillis(200)).chunkSize(2);
            assertThatThrownBy(() -> own.map(task, upTo(2), limited)).isInstanceOf(TimeLimitExceededException.class);
            try (ResultIterator<Integer> results = own.imap(task, upTo(2), limited)) {
                assertThatThrownBy(results::next).as("0, with its chunk").isInstanceOf(TimeLimitExceededException.class);
                assertThatThrownBy(results::next).as("1").isInstanceOf(TimeLimitExceededException.class);
                assertThat(results.hasNext()).isFalse();
            }
        }
    }

    @Test
    @Tag("B047")
    void cancelledMap_answersAtOnce_andFreesItsWorkers(@TempDir Path directory) throws Exception {
        try (ProcessPool own = mode.start(1);
                Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            MapResult<Integer> result = own.mapAsync(x -> {
                door.pass();
                return x;
            }, upTo(10), TaskOptions.<Object>defaults().chunkSize(1));
            Waits.until("running", result::accepted);
            assertThat(result.cancel(true)).isTrue();
            assertThat(result.isCancelled()).isTrue();
            assertThatThrownBy(result::get).isInstanceOf(CancellationException.class);
            int after = own.apply(() -> 2);
            assertThat(after).isEqualTo(2);
        }
    }

    @Test
    @Tag("B050")
    void elementThatCannotBeEncoded_isRefused_andThePoolGoesOn() throws Exception {
        List<Object> inputs = List.of(1, new Thread("no value"), 3);
        for (int chunkSize : new int[] {1, 3}) {
            assertThatThrownBy(() -> pool.map(String::valueOf, inputs, chunkSize))
                    .isInstanceOf(TaskEncodingException.class)
                    .hasMessageContaining("java.lang.Thread is not Serializable");
        }
        assertThat(pool.map(SQUARE, upTo(3))).isEqualTo(squares(3));
    }

    @Test
    void inputsAndResultsOfNull_areJustValues() throws Exception {
        List<Integer> inputs = java.util.Arrays.asList(1, null, 3);
        assertThat(pool.map(x -> x, inputs)).isEqualTo(inputs);
    }
}
