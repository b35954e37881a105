package dev.carom.tests.recycling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.WorkerInfo;
import dev.carom.WorkerOutput;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are kept warm for the place of another. */
@Tag("any-jdk")
class SparesTest {
    @TempDir
    Path directory;

    private static ProcessPoolBuilder quiet(int processes) {
        return ProcessPool.builder().processes(processes).spares(1).output(WorkerOutput.DISCARD);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static void kill(ProcessPool pool, long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Waits.until("its death is seen", () -> !Pools.pids(pool).contains(pid));
    }

    @Test
    void spare_loadsWhatTasksNeed_beforeItIsReady_andNothingElse() throws Exception {
        try (ProcessPool pool = quiet(1).jvmArgs("-Xlog:class+load:file=" + directory + "/%p.log").build()) {
            Pools.awaitIdle(pool);
            WorkerInfo spare = pool.workers().stream().filter(WorkerInfo::spare).findFirst().orElseThrow();
            Path log = directory.resolve(spare.pid() + ".log");
            assertThat(Files.readString(log)).contains("dev.carom.internal.codec.LambdaFactory ")
                    .doesNotContain("ServiceLoader$LazyClassPathLookupIterator", "dev.carom.internal.codec.CollectionCodecs");
            assertThat(spare.tasks()).isZero();

            kill(pool, pool.workers().stream().filter(worker -> !worker.spare()).findFirst().orElseThrow().pid());

            assertThat(pool.<Long, RuntimeException>apply(SparesTest::pid)).isEqualTo(spare.pid());
        }
    }

    @Test
    void spare_hasTheJarsOfItsClassPathOpen_beforeItsFirstTask() throws Exception {
        try (ProcessPool pool = quiet(1).build()) {
            Pools.awaitIdle(pool);
            WorkerInfo spare = pool.workers().stream().filter(WorkerInfo::spare).findFirst().orElseThrow();
            Path jar = Path.of(Assertions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            assertThat(openFiles(spare.pid())).contains(jar.toRealPath());
        }
    }

    private static List<Path> openFiles(long pid) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.map(SparesTest::target).toList();
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (NoSuchFileException closed) {
            return descriptor;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void taskAfterADeath_goesToAWorkerThatHasWorkedBefore() throws Exception {
        try (ProcessPool pool = quiet(2).build(); Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            List<ApplyResult<Long>> both = List.of(pool.applyAsync(() -> behind(door)), pool.applyAsync(() -> behind(door)));
            Waits.until("both work", () -> both.stream().allMatch(result -> result.workerPid().isPresent()));
            gate.open();
            Set<Long> warm = new HashSet<>(List.of(both.get(0).get(), both.get(1).get()));
            Pools.awaitIdle(pool);

            kill(pool, both.get(0).get());

            assertThat(pool.<Long, RuntimeException>apply(SparesTest::pid)).isIn(warm);
        }
    }

    private static long behind(Gate.Door door) throws Exception {
        door.pass();
        return pid();
    }
}
