package dev.carom.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.TaskOptions;
import dev.carom.WorkerOutput;
import dev.carom.tests.chaos.Storm.Account;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Storms of tasks while workers die. The seed is printed; {@code -Dcarom.chaos.seed=...} sends the same tasks again. */
@Tag("any-jdk")
final class ChaosTest {
    private static final int WORKERS = 4;

    private final long seed = Long.getLong("carom.chaos.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    @TempDir
    private Path directory;

    private static ProcessPoolBuilder builder() {
        return ProcessPool.builder().processes(WORKERS).jvmArgs("-Xmx48m", "-XX:TieredStopAtLevel=1")
                .output(WorkerOutput.DISCARD);
    }

    /** What is sent, in which share, in any order. */
    private List<Deed> mix(int tasks, Map<Deed, Integer> bad) {
        List<Deed> deeds = new ArrayList<>(Collections.nCopies(tasks, Deed.ENDS));
        int at = 0;
        for (Deed deed : Deed.values()) {
            for (int i = bad.getOrDefault(deed, 0); i > 0; i--) {
                deeds.set(at++, deed);
            }
        }
        Collections.shuffle(deeds, new Random(random.nextLong()));
        return deeds;
    }

    @Test
    @Timeout(300)
    void workersKilledAllTheTime_losesTheRunningTasksAndNoOther() throws Exception {
        try (ProcessPool pool = builder().build()) {
            Storm storm = new Storm(pool, directory, random);
            int kills;
            Account account;
            try (Killer killer = new Killer(pool, Duration.ofMillis(500), 0, random.split())) {
                for (int i = 0; i < 10_000; i++) {
                    storm.send(Deed.ENDS, 5, TaskOptions.defaults());
                }
                account = storm.settle();
                kills = killer.kills();
            }
            System.out.println("seed " + seed + ": 10000 tasks, " + kills + " kills, " + account);
            assertThat(account.own().get(Deed.ENDS) + account.victims()).isEqualTo(10_000);
            assertThat(account.victims()).as("each kill costs the task that its victim ran").isLessThanOrEqualTo(kills);
            assertThat(kills).isPositive();
            Storm.serveTenCleanTasks(pool);
        }
    }

    @Test
    @Tag("B262")
    @Tag("B263")
    @Timeout(300)
    void mixOfAllKinds_endsExactlyAsSentAndTheNextTenSucceed() throws Exception {
        Map<Deed, Integer> bad = Map.of(Deed.THROWS, 40, Deed.EXHAUSTS_HEAP, 10, Deed.EXITS, 10, Deed.OVERSTAYS, 10,
                Deed.FLOODS_OUTPUT, 20, Deed.OVERFLOWS_STACK, 10);
        try (ProcessPool pool = builder().build()) {
            Storm storm = new Storm(pool, directory, random);
            mix(500, bad).forEach(deed -> storm.send(deed, 3, TaskOptions.defaults()));
            Account account = storm.settle();
            System.out.println("seed " + seed + ": " + account);
            assertThat(account.own()).isEqualTo(storm.sent());
            assertThat(account.victims() + account.late()).isZero();
            Storm.serveTenCleanTasks(pool);
        }
    }

    @Test
    @Timeout(300)
    void mixOfAllKindsWhileWorkersAreKilled_endsAsSentOrWithItsWorker() throws Exception {
        Map<Deed, Integer> bad = Map.of(Deed.THROWS, 30, Deed.EXHAUSTS_HEAP, 5, Deed.EXITS, 5, Deed.OVERSTAYS, 5,
                Deed.FLOODS_OUTPUT, 10, Deed.OVERFLOWS_STACK, 5);
        try (ProcessPool pool = builder().build()) {
            Storm storm = new Storm(pool, directory, random);
            int kills;
            Account account;
            try (Killer killer = new Killer(pool, Duration.ofMillis(500), 0, random.split())) {
                mix(300, bad).forEach(deed -> storm.send(deed, 20, TaskOptions.defaults()));
                account = storm.settle();
                kills = killer.kills();
            }
            System.out.println("seed " + seed + ": " + kills + " kills, " + account);
            assertThat(account.own().values().stream().mapToInt(i -> i).sum() + account.victims()).isEqualTo(300);
            assertThat(account.victims()).isLessThanOrEqualTo(kills);
            Storm.serveTenCleanTasks(pool);
        }
    }
}
