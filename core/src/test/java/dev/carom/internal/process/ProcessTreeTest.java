package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker started ends with it. */
class ProcessTreeTest {
    /** Four levels of shells, each of which prints its number and stays. */
    private static final String FOUR_LEVELS = "echo $$; sh -c 'echo $$; sh -c \"echo \\$\\$; sh -c \\\"echo \\\\\\$\\\\\\$; "
            + "sleep 1000; true\\\"; true\"; true'; true";

    /** The middle process ends, so that its child has lost its parent but not its session. */
    private static final String DOUBLE_FORK = "sh -c 'sleep 1000 & echo $!'; echo $$; ";

    @Test
    @Tag("B226")
    void fourLevelsOfDescendants_dieWithTheWorker() throws Exception {
        try (ProcessFixture workers = ProcessFixture.shell(FOUR_LEVELS)) {
            WorkerProcess worker = workers.launch();
            List<Long> pids = awaitPids(worker, 4);

            worker.killTree();

            awaitGone(pids);
        }
    }

    @Test
    @Tag("B226")
    void doubleForkedGrandchild_diesWithTheWorkerThatIsKilled() throws Exception {
        try (ProcessFixture workers = ProcessFixture.shell(DOUBLE_FORK + "sleep 1000; true")) {
            WorkerProcess worker = workers.launch();
            List<Long> pids = awaitPids(worker, 2);

            workers.launcher.killAsync(worker);

            awaitGone(pids);
            assertThat(ProcessFixture.ended(worker).exitCode()).isEqualTo(137);
        }
    }

    @Test
    void grandchildOfAWorkerThatEndedByItself_isSweptBeforeTheReport(@TempDir Path temporary) throws Exception {
        Path pid = temporary.resolve("pid");
        try (ProcessFixture workers = ProcessFixture.shell("sh -c 'sleep 1000 & echo $! > \"" + pid + "\"'; exit 9")) {
            assertThat(workers.run().exitCode()).isEqualTo(9);
            awaitGone(List.of(Long.valueOf(Files.readString(pid).strip())));
        }
    }

    @Test
    void childInASessionOfItsOwn_diesWithItsChildrenWhenTheWorkerIsKilled() throws Exception {
        String script = "setsid sh -c 'sleep 1000 & echo $!; echo $$; wait' & wait";
        try (ProcessFixture workers = ProcessFixture.shell(script)) {
            WorkerProcess worker = workers.launch();
            List<Long> pids = awaitPids(worker, 2);

            worker.killTree();

            awaitGone(pids);
        }
    }

    @Test
    void killOfManyAtOnce_endsThemAll() throws Exception {
        try (ProcessFixture workers = ProcessFixture.shell("sleep 1000 & echo $!; wait")) {
            List<WorkerProcess> started = List.of(workers.launch(), workers.launch(), workers.launch(), workers.launch());
            List<Long> children = started.stream().flatMap(worker -> awaitPids(worker, 1).stream()).toList();

            started.forEach(workers.launcher::killAsync);

            for (WorkerProcess worker : started) {
                assertThat(ProcessFixture.ended(worker).exitCode()).isEqualTo(137);
            }
            awaitGone(children);
        }
    }

    @Test
    void processesOfOthers_areLeftAlone() throws Exception {
        Process other = new ProcessBuilder("sleep", "1000").start();
        try (ProcessFixture workers = ProcessFixture.shell("sleep 1000 & wait")) {
            WorkerProcess neighbour = workers.launch();
            workers.launch().killTree();

            assertThat(other.isAlive()).isTrue();
            assertThat(neighbour.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void numberOfTheWorkerThatAnotherProcessHasNow_namesNothing() throws Exception {
        Process stranger = new ProcessBuilder("setsid", "sh", "-c", "sleep 1000 & wait").start();
        try {
            await().atMost(Duration.ofSeconds(ProcessFixture.PATIENCE_SECONDS))
                    .until(() -> stranger.toHandle().children().findAny().isPresent());
            ProcessTree tree = new ProcessTree(stranger.pid(), 1);

            tree.note();
            tree.sweep();

            assertThat(stranger.isAlive()).isTrue();
            assertThat(stranger.toHandle().children()).isNotEmpty().allMatch(ProcessHandle::isAlive);
        } finally {
            stranger.toHandle().children().forEach(ProcessHandle::destroyForcibly);
            stranger.destroyForcibly();
        }
    }

    @Test
    void nameWithParenthesesAndSpaces_doesNotConfuseTheReader() {
        String stat = "42 (a) R (b) S 7 42 43 0 -1 0 0 0 0 0 1 2 0 0 20 0 1 0 12345 0 0";

        assertThat(ProcFs.parseStat(stat)).contains(new ProcFs.Stat(42, 'S', 7, 43, 12345));
    }

    private static List<Long> awaitPids(WorkerProcess worker, int count) {
        await().atMost(Duration.ofSeconds(ProcessFixture.PATIENCE_SECONDS)).until(() -> worker.lastOutput().size() == count);
        return worker.lastOutput().stream().map(Long::valueOf).toList();
    }

    /** A process that was killed may stay a zombie until its new parent takes notice. */
    private static void awaitGone(List<Long> pids) {
        assertThat(pids).isNotEmpty();
        await().atMost(Duration.ofSeconds(ProcessFixture.PATIENCE_SECONDS))
                .until(() -> pids.stream().noneMatch(pid -> ProcFs.stat(pid).filter(ProcFs.Stat::isAlive).isPresent()));
    }
}
