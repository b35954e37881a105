package dev.carom.tests.deaths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.DeathCertificate;
import dev.carom.PoolStatistics;
import dev.carom.ProcessPool;
import dev.carom.WorkerExit;
import dev.carom.WorkerOutput;
import dev.carom.error.PoisonTaskException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers die of a task before they have accepted it. */
final class UnacceptedDeathTest {
    @Test
    void argumentThatNoHeapCanHold_isGivenUpAfterThreeWorkers_andHurtsNobody() throws Exception {
        byte[] large = new byte[30_000_000];
        try (ProcessPool pool = ProcessPool.builder().processes(2).jvmArgs("-Xmx24m").output(WorkerOutput.DISCARD).build()) {
            ApplyResult<Integer> poison = pool.applyAsync(() -> large.length);
            List<ApplyResult<Integer>> neighbours = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int n = i;
                neighbours.add(pool.applyAsync(() -> n));
            }
            assertThatThrownBy(poison::join).isInstanceOfSatisfying(PoisonTaskException.class, e -> {
                assertThat(e.retryIsSafe()).isTrue();
                assertThat(e).hasMessageContainingAll("3 workers died", "before any code of it began", "ran out of heap", "-Xmx");
                assertThat(e.certificates()).extracting(DeathCertificate::cause).containsExactly(
                        WorkerExit.HEAP_OOM, WorkerExit.HEAP_OOM, WorkerExit.HEAP_OOM);
                assertThat(e.certificates()).extracting(DeathCertificate::attempt).containsOnly(0);
                assertThat(e.certificates()).extracting(DeathCertificate::pid).doesNotHaveDuplicates();
            });
            for (int i = 0; i < 100; i++) {
                assertThat(neighbours.get(i).get()).isEqualTo(i);
            }
            PoolStatistics statistics = pool.statistics();
            assertThat(statistics.tasks().lost()).isEqualTo(1);
            assertThat(statistics.exits()).containsEntry(WorkerExit.HEAP_OOM, 3L);
        }
    }
}
