package dev.carom.tests.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ResultIterator;
import dev.carom.WorkerOutput;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Pools;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A failure shows both where the task failed and which call of the user's it comes from. */
class CallerStackTest {
    private static final String BORDER = "worker process.called by(this process)";

    private static ProcessPool pool;

    @BeforeAll
    static void open() {
        pool = Pools.ready(ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static int fail(int number) {
        throw new IllegalStateException("number " + number, new IllegalArgumentException("inner"));
    }

    private static void applies() throws Exception {
        pool.apply(CallerStackTest::fail, 1);
    }

    private static void maps() throws Exception {
        pool.map(CallerStackTest::fail, List.of(1, 2));
    }

    private static void joins(ApplyResult<?> result) {
        result.join();
    }

    private static void joinsAgain(ApplyResult<?> result) {
        result.join();
    }

    private static void iterates() {
        try (ResultIterator<Integer> results = pool.imap(CallerStackTest::fail, List.of(1))) {
            results.next();
        }
    }

    @Test
    void blockingCall_showsItsCallerBelowTheWorkersStack() {
        assertShows(catchThrowable(CallerStackTest::applies), "applies");
        assertShows(catchThrowable(CallerStackTest::iterates), "iterates");
    }

    @Test
    void map_showsItsCallerInEachFailure() {
        Throwable thrown = catchThrowable(CallerStackTest::maps);
        assertShows(thrown, "maps");
        assertThat(thrown.getSuppressed()).hasSize(1);
        assertShows(thrown.getSuppressed()[0], "maps");
    }

    private static void assertShows(Throwable thrown, String caller) {
        for (Throwable each : List.of(thrown, thrown.getCause())) {
            List<String> frames = frames(each);
            int border = frames.indexOf(BORDER);
            assertThat(border).isPositive();
            assertThat(frames.get(0)).contains("CallerStackTest.fail(");
            assertThat(frames.subList(border + 1, frames.size()))
                    .noneMatch(frame -> frame.startsWith("dev.carom.internal."))
                    .anyMatch(frame -> frame.contains("CallerStackTest." + caller + "("))
                    .doesNotContain(BORDER);
        }
    }

    private static List<String> frames(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::toString).toList();
    }

    @Test
    void resultThatIsJoinedTwice_showsWhoAskedLast() {
        ApplyResult<Integer> result = pool.applyAsync(CallerStackTest::fail, 1);
        assertShows(catchThrowable(() -> joins(result)), "joins");
        Throwable second = catchThrowable(() -> joinsAgain(result));
        assertShows(second, "joinsAgain");
        assertThat(frames(second)).noneMatch(frame -> frame.contains("CallerStackTest.joins("));
    }

    /** The wrapper shows the caller. */
    @Test
    void failureThatIsWrapped_keepsTheWorkersStackAsItIs() {
        Throwable thrown = catchThrowable(() -> pool.applyAsync(CallerStackTest::fail, 1).get());
        assertThat(thrown).isExactlyInstanceOf(ExecutionException.class);
        assertThat(frames(thrown)).anyMatch(frame -> frame.contains("CallerStackTest."));
        assertThat(frames(thrown.getCause())).doesNotContain(BORDER);
    }

    /** Exceptions of the pool itself are made where they are thrown. */
    @Test
    void deathOfAWorker_showsItsCallerOnce() {
        Throwable thrown = catchThrowable(() -> pool.run(() -> Runtime.getRuntime().halt(3)));
        assertThat(thrown).isExactlyInstanceOf(WorkerLostException.class);
        assertThat(frames(thrown)).doesNotContain(BORDER).anyMatch(frame -> frame.contains("CallerStackTest."));
    }

    @Test
    void poolInsideATask_showsBothCallers() {
        Throwable thrown = catchThrowable(() -> pool.run(() -> {
            try (ProcessPool inner = ProcessPool.of(1)) {
                inner.apply(CallerStackTest::fail, 1);
            }
        }));
        assertThat(thrown).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(frames(thrown)).filteredOn(BORDER::equals).hasSize(2);
        assertThat(frames(thrown).get(frames(thrown).size() - 1)).doesNotContain("TaskThread");
    }

    @Test
    void exceptionThatMakesACauseAtEachCall_doesNotHoldUpItsCaller() {
        Throwable thrown = catchThrowable(() -> pool.apply(() -> {
            throw new Endless();
        }));

        assertThat(thrown.getClass()).isSameAs(Endless.class);
        assertThat(thrown.getStackTrace()).extracting(StackTraceElement::toString).contains(BORDER);
    }

    /** Its causes have no end. */
    private static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }
}
