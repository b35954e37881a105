package dev.carom.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.WorkerOutput;
import dev.carom.tests.chaos.Storm.Account;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A long storm; not part of a build: see CONTRIBUTING.md. */
@Tag("soak")
final class SoakTest {
    private static final int TASKS = Integer.getInteger("carom.soak.tasks", 100_000);

    private final long seed = Long.getLong("carom.chaos.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    @TempDir
    private Path directory;

    @Test
    @Timeout(3600)
    void manyTasksWhileWorkersAreKilledAndStopped_endOnceEach() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(4).timeout(Duration.ofSeconds(2))
                .jvmArgs("-Xmx48m", "-XX:TieredStopAtLevel=1").output(WorkerOutput.DISCARD).build()) {
            Storm storm = new Storm(pool, directory, random);
            int struck;
            Account account;
            try (Killer killer = new Killer(pool, Duration.ofMillis(250), 0.05, random.split())) {
                for (int i = 0; i < TASKS; i++) {
                    storm.send(Deed.ENDS, 10, TaskOptions.defaults());
                }
                account = storm.settle();
                System.out.println("seed " + seed + ": " + TASKS + " tasks, " + killer.kills() + " kills, " + killer.stops()
                        + " stops, " + account);
                struck = killer.kills() + killer.stops();
            }
            assertThat(account.own().get(Deed.ENDS) + account.victims() + account.late()).isEqualTo(TASKS);
            assertThat(account.victims() + account.late()).isLessThanOrEqualTo(struck);
            Storm.serveTenCleanTasks(pool);
        }
    }
}
