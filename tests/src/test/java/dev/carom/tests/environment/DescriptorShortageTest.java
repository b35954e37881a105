package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ProcessPool;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.launch.Confinement;
import dev.carom.tests.support.HostJvm;
import dev.carom.tests.support.Waits;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This process, or a worker, has no descriptor left for a while. */
@Tag("any-jdk")
class DescriptorShortageTest {
    private static final int MOST = 100;
    private static final int FOR_ONE_SELECTOR = 3;

    /** In a worker. */
    private static final Deque<FileInputStream> HELD = new ArrayDeque<>();

    @TempDir
    Path directory;

    @Test
    void taskThatLeavesNoDescriptor_keepsItsWorker() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).launcher(Confinement.limited().openFiles(MOST)).build()) {
            assertThat(pool.<Integer, IOException>apply(DescriptorShortageTest::outlastLooksAtTheParent)).isBetween(1, MOST);
            assertThat(pool.statistics().crashes()).isZero();
        }
    }

    @Test
    void workerThatIsOverItsLimit_isKilledWithItsChildrenAsSoonAsThereAreDescriptors() throws Exception {
        for (boolean threads : new boolean[] {true, false}) {
            Path own = Files.createDirectory(directory.resolve(Boolean.toString(threads)));
            HostJvm.Run run = limited(HungryHost.class, own.toString(), Boolean.toString(threads));

            assertThat(run.output()).contains(TimeLimitExceededException.class.getName(), "nothing is left");
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void workerThatLacksDescriptorsToPollWith_keepsThoseThatItHas() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .spin(Duration.ofMillis(1))
                .launcher(Confinement.limited().openFiles(MOST))
                .build()) {
            pool.applyAsync(() -> {
                Descriptors.loadClasses(ProcessPool.class);
                return takeAllBut(FOR_ONE_SELECTOR);
            }).get();
            for (int i = 0; i < 50; i++) { // by then it was told to poll
                pool.apply(() -> 0);
            }
            // It tries again with each call, and has some of them while it does.
            Waits.until("all are free", () -> pool.apply(DescriptorShortageTest::countFree) == FOR_ONE_SELECTOR);
        }
    }

    private static int takeAllBut(int left) throws IOException {
        Descriptors.giveBack(HELD);
        Descriptors.takeAll(HELD);
        for (int i = 0; i < left; i++) {
            HELD.removeLast().close();
        }
        return HELD.size();
    }

    private static int countFree() {
        Deque<FileInputStream> free = new ArrayDeque<>();
        Descriptors.takeAll(free);
        int count = free.size();
        Descriptors.giveBack(free);
        return count;
    }

    private HostJvm.Run limited(Class<?> main, String... arguments) throws Exception {
        List<String> words = List.of("sh", "-c", "ulimit -n 150; exec \"$0\" \"$@\"");
        try (HostJvm host = HostJvm.startBehind(words, main, List.of("-Djava.io.tmpdir=" + directory), arguments)) {
            return host.toItsEnd();
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
