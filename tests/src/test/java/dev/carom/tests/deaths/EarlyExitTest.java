package dev.carom.tests.deaths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.DeathCertificate;
import dev.carom.ProcessPool;
import dev.carom.WorkerExit;
import dev.carom.WorkerOutput;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarlyExitTest {
    /** With the task go the worker's first words: that it is ready, that it has accepted, and that it leaves. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("B109")
    void systemExitInTheFirstTaskOfAWorker_isThatTasksLossAlone_andSaysWhoCalledIt(boolean ofAnotherThread) throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).output(WorkerOutput.DISCARD).build()) {
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                results.add(pool.applyAsync(() -> number % 3 == 0 ? exit(ofAnotherThread) : number));
            }
            for (int i = 0; i < 6; i++) {
                ApplyResult<Integer> result = results.get(i);
                if (i % 3 == 0) {
                    assertThatItExited(catchThrowableOfType(ExecutionException.class, () -> result.get(Waits.LONG)));
                } else {
                    assertThat(result.get(Waits.LONG)).isEqualTo(i);
                }
            }
        }
    }

    /** By 137, which is SIGKILL's where a signal ends a process. */
    private static int exit(boolean inAnotherThread) throws InterruptedException {
        if (inAnotherThread) {
            Thread thread = new Thread(() -> System.exit(137));
            thread.start();
            thread.join();
        }
        System.exit(137);
        return 0;
    }

    private static void assertThatItExited(ExecutionException failure) {
        assertThat(failure).cause().isInstanceOfSatisfying(WorkerLostException.class, loss -> {
            DeathCertificate certificate = loss.certificate();
            assertThat(certificate.cause()).isEqualTo(WorkerExit.EXITED);
            assertThat(certificate.exitCode()).isEqualTo(137);
            assertThat(loss).hasMessageContaining("System.exit called by thread").hasMessageContaining("EarlyExitTest");
        });
    }
}
