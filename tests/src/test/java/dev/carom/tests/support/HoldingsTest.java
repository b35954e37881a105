package dev.carom.tests.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That the check after each test sees something at all. */
class HoldingsTest {
    /** Has no archive of classes made, by processes of its own. */
    private static ProcessPoolBuilder alone(int processes) {
        return ProcessPool.builder().processes(processes).classDataArchive(false);
    }

    @Test
    @Tag("B196")
    void poolLeftOpen_isSeenWithAllThatItHolds() {
        Holdings before = Holdings.now();
        try (ProcessPool pool = Pools.ready(alone(2).name("left-open"))) {
            List<String> differences = Holdings.now().since(before);
            assertThat(differences)
                    .anyMatch(line -> line.startsWith("2 processes, before 0"))
                    .anyMatch(line -> line.startsWith("1 of: thread carom-left-open-io, before 0"))
                    .anyMatch(line -> line.startsWith("2 of: thread carom-left-open-out, before 0"))
                    .anyMatch(line -> line.contains("of: descriptor socket, before"))
                    .anyMatch(line -> line.contains("of: descriptor pipe, before"))
                    .anyMatch(line -> line.startsWith("1 of: directory "));
            assertThat(Pools.pids(pool)).allSatisfy(pid ->
                    assertThat(differences).anyMatch(line -> line.contains(pid + ", child of ")));
        }
    }

    @Test
    @Tag("B196")
    void workerThatWasReplaced_isNoDifference() {
        try (ProcessPool pool = Pools.ready(alone(1))) {
            Holdings before = Holdings.now();
            List<Long> first = Pools.pids(pool);
            assertThat(pool.processHandles().get(0).destroyForcibly()).isTrue();
            Waits.until("another worker", () -> !Pools.pids(pool).equals(first));
            Waits.until("all as before", () -> Holdings.now().since(before).isEmpty());
        }
    }
}
