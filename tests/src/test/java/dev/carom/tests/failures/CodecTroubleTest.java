package dev.carom.tests.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.WorkerOutput;
import dev.carom.error.ResultDecodingException;
import dev.carom.error.ResultEncodingException;
import dev.carom.error.TaskDecodingException;
import dev.carom.error.TaskEncodingException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks and results whose own code fails, exits or crashes while they are encoded or decoded, on either side. */
class CodecTroubleTest {
    private static ProcessPool pool;

    @BeforeAll
    static void open() {
        System.setProperty("carom.test.parent", "true");
        pool = Pools.ready(ProcessPool.builder().processes(2).output(WorkerOutput.DISCARD));
    }

    @AfterAll
    static void close() {
        pool.close();
        System.clearProperty("carom.test.parent");
    }

    @AfterEach
    void othersGoOn() throws Exception {
        assertThat(pool.map(x -> x + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
        Pools.awaitIdle(pool);
    }

    // ---- a task that is encoded, here

    @Test
    @Tag("B083")
    void taskThatCannotBeEncoded_failsAtOnce_withThePathToTheCulprit() {
        Object unserializable = new Object();

        assertThatThrownBy(() -> pool.applyAsync(() -> unserializable.hashCode()))
                .isExactlyInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("captured value 1")
                .hasMessageContaining("Object")
                .hasRootCauseInstanceOf(NotSerializableException.class);
    }

    @Test
    @Tag("B083")
    @Tag("B094")
    void errorWhileATaskIsEncoded_isTheCause() {
        Troubled.Writing writing = new Troubled.Writing(Trouble.ERROR);

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> pool.applyAsync(writing::hashCode))
                    .isExactlyInstanceOf(TaskEncodingException.class)
                    .hasMessageContaining("trouble on purpose");
        }
    }

    @Test
    @Tag("B084")
    void requestToExitWhileATaskIsEncoded_isAnErrorOfThatTask() {
        Troubled.Writing writing = new Troubled.Writing(Trouble.EXIT_REQUEST);

        assertThatThrownBy(() -> pool.applyAsync(writing::hashCode))
                .isExactlyInstanceOf(TaskEncodingException.class)
                .hasCauseExactlyInstanceOf(Throwables.ExitRequest.class);
    }

    // ---- a task that is decoded, in the worker

    @ParameterizedTest
    @EnumSource(names = {"ERROR", "EXIT_REQUEST"})
    @Tag("B086")
    void errorWhileATaskIsDecoded_fails_andTheWorkerLives(Trouble trouble) {
        Troubled.Reading reading = new Troubled.Reading(trouble);
        List<Long> workers = Pools.pids(pool);

        assertThatThrownBy(() -> pool.apply(reading::hashCode))
                .isExactlyInstanceOf(TaskDecodingException.class)
                .hasMessageContaining("could not decode the task")
                .hasMessageContaining(trouble == Trouble.ERROR ? "trouble on purpose" : "exit 11")
                .hasRootCauseInstanceOf(trouble == Trouble.ERROR ? IOException.class : Throwables.ExitRequest.class);

        assertThat(Pools.pids(pool)).isEqualTo(workers);
    }

    @ParameterizedTest
    @EnumSource(names = {"EXIT", "CRASH"})
    @Tag("B087")
    void deathWhileATaskIsDecoded_isALostWorker(Trouble trouble) {
        Troubled.Reading reading = new Troubled.Reading(trouble);

        assertThatThrownBy(() -> pool.apply(reading::hashCode))
                .isExactlyInstanceOf(WorkerLostException.class)
                .hasMessageContaining(trouble == Trouble.EXIT ? "exit code 12" : "crashed in native code");
    }

    // ---- a result that is encoded, in the worker

    @Test
    @Tag("B088")
    void resultThatCannotBeEncoded_failsWithTheReason_andTheWorkerLives() {
        List<Long> workers = Pools.pids(pool);

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> pool.apply(() -> List.of("fine", new Object())))
                    .isExactlyInstanceOf(ResultEncodingException.class)
                    .hasMessageContaining("-> [1] (Object)")
                    .hasMessageContaining("java.lang.Object");
        }

        assertThat(Pools.pids(pool)).isEqualTo(workers);
    }

    @Test
    @Tag("B088")
    void oneResultOfAMapThatCannotBeEncoded_leavesTheOthers() {
        List<Object> seen = new ArrayList<>();
        try (var results = pool.<Integer, Object>imap(x -> x == 2 ? new Object() : x, List.of(1, 2, 3), 3)) {
            while (results.hasNext()) {
                Throwable thrown = catchThrowable(() -> seen.add(results.next()));
                if (thrown != null) {
                    seen.add(thrown.getClass());
                }
            }
        }

        assertThat(seen).containsExactly(1, ResultEncodingException.class, 3);
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR", "EXIT_REQUEST"})
    @Tag("B088")
    void errorWhileAResultIsEncoded_fails_andTheWorkerLives(Trouble trouble) {
        List<Long> workers = Pools.pids(pool);

        assertThatThrownBy(() -> pool.apply(() -> new Troubled.Writing(trouble)))
                .isExactlyInstanceOf(ResultEncodingException.class)
                .hasMessageContaining(trouble == Trouble.ERROR ? "trouble on purpose" : "exit 11");

        assertThat(Pools.pids(pool)).isEqualTo(workers);
    }

    @Test
    @Tag("B086")
    void taskThatCannotBeDecodedOnlyWhenItIsDeliveredAgain_mayHaveRun(@TempDir Path directory) {
        String seen = directory.resolve("seen").toString();
        Troubled.Changing changing = new Troubled.Changing(seen, Trouble.EXIT, Trouble.ERROR);

        assertThatThrownBy(() -> pool.apply(changing::hashCode, TaskOptions.<Object>defaults().maxDeliveries(2)))
                .isInstanceOfSatisfying(TaskDecodingException.class, e -> assertThat(e.retryIsSafe()).isFalse())
                .hasMessageContaining("could not decode the task, which had lost 1 worker before: ");
        assertThatThrownBy(() -> pool.apply(changing::hashCode))
                .isInstanceOfSatisfying(TaskDecodingException.class, e -> assertThat(e.retryIsSafe()).isTrue());
    }

    @ParameterizedTest
    @EnumSource(names = {"EXIT", "CRASH"})
    @Tag("B089")
    void deathWhileAResultIsEncoded_isALostWorker(Trouble trouble) {
        assertThatThrownBy(() -> pool.apply(() -> new Troubled.Writing(trouble)))
                .isExactlyInstanceOf(WorkerLostException.class)
                .hasMessageContaining(trouble == Trouble.EXIT ? "exit code 12" : "crashed in native code");
    }

    // ---- a result that is decoded: here, but first in the worker

    static List<Task<Object, RuntimeException>> failing() {
        return List.of(
                () -> new Troubled.Reading(Trouble.ERROR),
                () -> new Troubled.Reading(Trouble.EXIT_REQUEST),
                () -> new Troubled.Inheriting(Trouble.ERROR),
                () -> new Troubled.Resolving(Trouble.ERROR),
                () -> new Troubled.External(Trouble.ERROR),
                () -> Troubled.keyed(Trouble.ERROR),
                () -> Troubled.queued(Trouble.ERROR));
    }

    @ParameterizedTest
    @MethodSource("failing")
    @Tag("B090")
    void resultThatThrowsWhenDecoded_isFoundOutInTheWorker(Task<Object, RuntimeException> task) {
        assertThatThrownBy(() -> pool.apply(task))
                .isExactlyInstanceOf(ResultEncodingException.class)
                .hasMessageContaining("cannot be decoded once it is encoded");
    }

    static List<Task<Object, RuntimeException>> exiting() {
        return List.of(
                () -> new Troubled.Reading(Trouble.EXIT),
                () -> new Troubled.Inheriting(Trouble.EXIT),
                () -> new Troubled.Resolving(Trouble.EXIT),
                () -> new Troubled.External(Trouble.EXIT),
                Troubled.Constructing::new,
                () -> Troubled.keyed(Trouble.EXIT),
                () -> Troubled.queued(Trouble.EXIT));
    }

    @ParameterizedTest
    @MethodSource("exiting")
    @Tag("B090")
    void resultThatExitsWhenDecoded_endsItsWorker_notThisProcess(Task<Object, RuntimeException> task) {
        assertThatThrownBy(() -> pool.apply(task))
                .isExactlyInstanceOf(WorkerLostException.class)
                .hasMessageContaining("exit code 12");
    }

    @Test
    @Tag("B090")
    void resultThatCrashesWhenDecoded_endsItsWorker_notThisProcess() {
        assertThatThrownBy(() -> pool.apply(() -> new Troubled.Resolving(Trouble.CRASH)))
                .isExactlyInstanceOf(WorkerLostException.class)
                .hasMessageContaining("crashed in native code");
    }

    @Test
    @Tag("B090")
    void resultThatThrowsOnlyHere_failsAlone() throws Exception {
        ApplyResult<Troubled.Homesick> homesick =
                pool.applyAsync(() -> new Troubled.Homesick(ProcessHandle.current().pid()));
        ApplyResult<Troubled.Local> local = pool.applyAsync(Troubled.Local::new);
        ApplyResult<Integer> good = pool.applyAsync(() -> 7);

        assertThat(catchThrowableOfType(ResultDecodingException.class, homesick::join))
                .hasMessageContainingAll("cannot be decoded here", "must work in this process too")
                .hasMessageNotContaining("class path")
                .hasStackTraceContaining("made by");
        assertThatThrownBy(local::join)
                .isExactlyInstanceOf(ResultDecodingException.class)
                .hasMessageContaining("cannot be decoded here");
        assertThat(good.get()).isEqualTo(7);
        assertThat(homesick.successful()).isFalse();
    }

    @Test
    @Tag("B090")
    void resultWhoseClassIsNotKnownHere_failsAlone() {
        ApplyResult<Object> result = pool.applyAsync(Troubled::foreign);
        assertThatThrownBy(result::join)
                .isExactlyInstanceOf(ResultDecodingException.class)
                .hasMessageContaining("must be on this class path")
                .hasRootCauseInstanceOf(ClassNotFoundException.class);
    }

    @Test
    @Tag("B090")
    void callbackWhoseResultCannotBeDecoded_isTheErrorCallback() {
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        pool.applyAsync(
                () -> new Troubled.Homesick(ProcessHandle.current().pid()),
                TaskOptions.<Troubled.Homesick>defaults().errorCallback(errors::add));

        Waits.until("the error callback", () -> !errors.isEmpty());

        assertThat(errors).singleElement().isInstanceOf(ResultDecodingException.class);
    }
}
