package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ProcessPool;
import dev.carom.launch.Confinement;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** This process, or a worker, has no descriptor left for a while. */
class DescriptorShortageTest {
    private static final int MOST = 100;

    @Test
    void taskThatLeavesNoDescriptor_keepsItsWorker() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).launcher(Confinement.limited().openFiles(MOST)).build()) {
            assertThat(pool.<Integer, IOException>apply(DescriptorShortageTest::outlastLooksAtTheParent)).isBetween(1, MOST);
            assertThat(pool.statistics().crashes()).isZero();
        }
    }

    /** How many descriptors it took: all, and kept them while two times it was looked whether the parent is there. */
    private static int outlastLooksAtTheParent() throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Thread watch = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("carom-parent-watch"))
                .findFirst().orElseThrow();
        Deque<FileInputStream> held = new ArrayDeque<>();
        try {
            for (int look = 0; look < 2; look++) {
                long ran = threads.getThreadCpuTime(watch.getId());
                while (threads.getThreadCpuTime(watch.getId()) == ran || watch.getState() != Thread.State.TIMED_WAITING) {
                    Descriptors.takeAll(held);
                }
            }
            return held.size();
        } finally {
            Descriptors.giveBack(held);
        }
    }
}
