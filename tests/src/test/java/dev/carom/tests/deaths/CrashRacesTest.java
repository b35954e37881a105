package dev.carom.tests.deaths;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerExit;
import dev.carom.WorkerOutput;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that kill each other. */
@Tag("any-jdk")
final class CrashRacesTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 13})
    @Tag("B102")
    void workersKillingEachOther_everyTaskEndsAndTheLostOnesNameTheSignal(int workers) throws Exception {
        Marks marks = Marks.in(directory);
        // All of them are there, so that none has to wait in its task until thirteen JVMs have started.
        try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(workers)
                .jvmArgs("-Xmx32m", "-XX:TieredStopAtLevel=1").output(WorkerOutput.DISCARD))) {
            List<ApplyResult<String>> results = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                results.add(pool.applyAsync(() -> killOne(marks, workers)));
            }
            int lost = 0;
            for (ApplyResult<String> result : results) {
                lost += isLost(result) ? 1 : 0;
            }
            assertThat(lost).isPositive();
            assertThat(pool.applyAsync(() -> 42).get(Waits.LONG)).isEqualTo(42);
        }
    }

    /** Waits until all are there, and kills one of them, this one maybe. */
    private static String killOne(Marks marks, int all) throws Exception {
        marks.leave(ProcessHandle.current().pid());
        marks.await(all);
        String victim = marks.all().get(ThreadLocalRandom.current().nextInt(all));
        new ProcessBuilder("sh", "-c", "kill -KILL $0", victim).start().waitFor();
        return "it was another one";
    }

    private static boolean isLost(ApplyResult<String> result) throws Exception {
        try {
            assertThat(result.get(Waits.LONG)).isEqualTo("it was another one");
            return false;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(WorkerLostException.class).hasMessageContaining("SIGKILL");
            assertThat(((WorkerLostException) e.getCause()).certificate().cause()).isEqualTo(WorkerExit.SIGNALLED);
            return true;
        }
    }
}
