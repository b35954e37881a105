package dev.carom.tests.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.tests.support.LogRecords;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pool that a task has made ends with the task's process, and with it what it has put on the disk. */
@Tag("any-jdk")
class NestedPoolTest {

    @Test
    @Tag("B201")
    void poolOfATaskThatIsKilled_leavesNoDirectory_whenThePoolAroundItHasEnded() throws Exception {
        long pid;
        try (ProcessPool pool = ProcessPool.of(1)) {
            ApplyResult<Integer> stuck = pool.applyAsync(() -> {
                try (ProcessPool inner = ProcessPool.of(1)) {
                    new CountDownLatch(1).await();
                    return inner.processes();
                }
            });
            Waits.until("the task has made a pool", () -> stuck.accepted() && !directoriesOf(pidOf(stuck)).isEmpty());
            pid = pidOf(stuck);
            stuck.cancel(true);
        }

        assertThat(directoriesOf(pid)).isEmpty();
    }

    @Test
    void nameOfAPoolInAWorker_saysInWhich() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).name("outer").build()) {
            List<String> names = pool.apply(() -> {
                try (ProcessPool inner = ProcessPool.of(1);
                        ProcessPool named = ProcessPool.builder().processes(1).name("mine").build()) {
                    return List.of(inner.toString(), named.toString());
                }
            });

            assertThat(names.get(0)).startsWith("ProcessPool[outer/1/pool-");
            assertThat(names.get(1)).startsWith("ProcessPool[mine,");
        }
    }

    @Test
    void poolInAStaticFieldOfAClassWhoseCodeATaskRuns_isNamedByTheWarning() throws Exception {
        try (LogRecords log = LogRecords.of("dev.carom");
                ProcessPool pool = ProcessPool.of(1)) {
            assertThat(pool.<Integer, Integer, RuntimeException>apply(Service::twice, 2)).isEqualTo(4);
            Waits.until("it is logged", () -> log.texts().stream().anyMatch(line -> line.contains("left threads running")));
            assertThat(log.texts()).anySatisfy(line -> assertThat(line)
                    .contains("-launcher'", "these are of a pool", "in a static field", "make it in main", "leftoverThreads"));
        }
    }

    /** As services have it; each worker that runs code of it makes a pool, too. */
    private static final class Service {
        static final ProcessPool POOL = ProcessPool.of(1);

        static int twice(int number) {
            return 2 * number;
        }
    }

    private static long pidOf(ApplyResult<?> accepted) {
        return accepted.workerPid().orElseThrow();
    }

    private static List<Path> directoriesOf(long pid) {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith("carom-" + pid + "-")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
