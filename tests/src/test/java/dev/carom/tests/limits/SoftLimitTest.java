package dev.carom.tests.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.ResultIterator;
import dev.carom.SoftTimeout;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.WorkerOutput;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.error.TaskStack;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Turns;
import dev.carom.tests.support.Turns.Turn;
import dev.carom.tests.support.Waits;
import dev.carom.worker.TaskContext;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A soft limit reaches the running code, whatever that does, and lets it end by itself. */
class SoftLimitTest {
    /** Of tasks that have to begin before it passes: it strikes those, too, that a busy machine has not let begin yet. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    /** Of tasks that end in the same way then. */
    private static final Duration BRIEF = Duration.ofMillis(200);

    @TempDir
    Path directory;

    private static ProcessPoolBuilder limited(Duration limit) {
        return ProcessPool.builder().processes(1).softTimeout(limit).timeout(Waits.LONG);
    }

    /** A pool whose worker has loaded the classes of these tests. */
    private static ProcessPool warm(ProcessPool pool) throws InterruptedException {
        pid(pool);
        return pool;
    }

    /** Asked without haste. */
    private static long pid(ProcessPool pool) throws InterruptedException {
        return pool.apply(Tasks::pid, TaskOptions.<Long>defaults().softTimeout(Waits.LONG.dividedBy(2)).timeout(Waits.LONG));
    }

    @Test
    @Tag("B129")
    void loopThatNeverLooksAtItsInterruptFlag_isRaisedIn_andItsFinallyRuns() throws Exception {
        try (ProcessPool pool = warm(limited(LIMIT).build())) {
            Turn<Integer> turn = Turns.begun(directory, marks -> pool.applyAsync(() -> {
                try {
                    marks.leave("begun");
                    return Tasks.busyLoop().call();
                } finally {
                    marks.leave("finally");
                }
            }));
            assertThatThrownBy(turn.result()::join).isInstanceOfSatisfying(SoftTimeLimitExceededException.class,
                    e -> assertThat(e.limit()).isEqualTo(LIMIT));
            assertThat(turn.marks().all()).containsExactly("begun", "finally");
        }
    }

    @Test
    @Tag("B129")
    void compiledLoopThatOnlyCounts_isRaisedIn() throws Exception {
        try (ProcessPool pool = warm(limited(LIMIT).build())) {
            assertThatThrownBy(() -> pool.apply(Tasks.countingLoop())).isInstanceOf(SoftTimeLimitExceededException.class);
        }
    }

    /** Its initializer does not end. */
    private static final class Unready {
        static final long SINCE = Tasks.countingLoop().call();
    }

    /** The JVM wraps whatever ends a static initializer. */
    @Test
    void staticInitializerThatIsRaisedIn_failsItsTaskBySoftLimit_andAWholeChunk() throws Exception {
        try (ProcessPool pool = warm(limited(BRIEF).build())) {
            assertThatThrownBy(() -> pool.apply(() -> Unready.SINCE)).isInstanceOf(SoftTimeLimitExceededException.class);
            try (ResultIterator<Long> chunk = pool.imap(x -> x == 0 ? Unready.SINCE : x, List.of(0L, 1L), 2)) {
                assertThatThrownBy(chunk::next).isInstanceOf(SoftTimeLimitExceededException.class);
                assertThatThrownBy(chunk::next).isInstanceOf(SoftTimeLimitExceededException.class);
            }
        }
    }

    @Test
    @Tag("B129")
    void recursionIsRaisedIn_howeverDeep() throws Exception {
        try (ProcessPool pool = warm(limited(LIMIT).jvmArgs("-Xss32m").build())) {
            Turn<Integer> turn = Turns.begun(directory, marks -> pool.applyAsync(Tasks.busyLoopBelow(40_000, marks)));
            // Raised below all of these frames. Where the machine stands still just then, the mark may still be under way.
            assertThatThrownBy(turn.result()::join)
                    .isInstanceOfSatisfying(SoftTimeLimitExceededException.class, e -> assertThat(e.getStackTrace())
                            .filteredOn(frame -> frame.getClassName().equals(Tasks.class.getName())
                                    && frame.getMethodName().equals("descend"))
                            .hasSizeGreaterThan(500));
        }
    }

    /** As in a container that runs as a user whom its image does not know. */
    @Test
    @Tag("any-jdk")
    void userWithoutAHome_isRaisedInToo_andNoDirectoryOfThatNameIsMade() throws Exception {
        Path home = Path.of("?" + directory.getFileName());
        try (ProcessPool pool = warm(limited(BRIEF).jvmArgs("-Duser.home=" + home).build())) {
            assertThatThrownBy(() -> pool.apply(Tasks.busyLoop())).isInstanceOf(SoftTimeLimitExceededException.class);
        }
        assertThat(home).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B129")
    @Tag("any-jdk")
    void whatTheTaskReturnsOrThrowsAfterItsCatch_counts(Mode mode) throws Exception {
        try (ProcessPool pool = warm(mode.start(limited(LIMIT)))) {
            Turn<String> partial = Turns.begun(directory, marks -> pool.applyAsync(() -> {
                try {
                    marks.leave("begun");
                    Tasks.sleepThatSwallowsInterrupts().call();
                    return "not reached";
                } catch (SoftTimeLimitExceededException e) {
                    return "partial, passed=" + TaskContext.current().softLimitPassed();
                }
            }));
            assertThat(partial.result().join()).isEqualTo("partial, passed=true");
            Turn<Integer> own = Turns.begun(directory, marks -> pool.applyAsync(() -> {
                try {
                    marks.leave("begun");
                    return Tasks.sleepThatSwallowsInterrupts().call();
                } catch (SoftTimeLimitExceededException e) {
                    throw new IllegalStateException("own", e);
                }
            }));
            assertThatThrownBy(own.result()::join).isInstanceOf(IllegalStateException.class).hasMessage("own")
                    .hasCauseInstanceOf(SoftTimeLimitExceededException.class);
        }
    }

    @Test
    void sleepsAndWaitsAndParkedThreads_areWoken() throws Exception {
        List<Task<Integer, Exception>> waits = List.of(
                Tasks.sleep(),
                () -> {
                    Object monitor = new Object();
                    synchronized (monitor) {
                        monitor.wait();
                    }
                    return 0;
                },
                () -> {
                    while (true) {
                        java.util.concurrent.locks.LockSupport.park();
                    }
                },
                () -> Tasks.sleepThatSwallowsInterrupts().call(),
                () -> {
                    new java.util.concurrent.Semaphore(0).acquireUninterruptibly();
                    return 0;
                });
        try (ProcessPool pool = limited(BRIEF).build()) {
            for (Task<Integer, Exception> wait : waits) {
                assertThatThrownBy(() -> pool.apply(wait)).isInstanceOf(SoftTimeLimitExceededException.class);
            }
        }
    }

    @Test
    void lockWhoseUnlockHidesTheRaise_stillSaysThatTheSoftLimitStruck() throws Exception {
        try (ProcessPool pool = limited(BRIEF).build()) {
            ApplyResult<Integer> result = pool.applyAsync(() -> {
                ReentrantLock lock = new ReentrantLock();
                Condition never = lock.newCondition();
                lock.lock();
                try {
                    never.await();
                    return 0;
                } finally {
                    lock.unlock();
                }
            });
            assertThatThrownBy(result::join).satisfies(e -> assertThat(mentions(e)).as("%s", e).isTrue());
        }
    }

    private static boolean mentions(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SoftTimeLimitExceededException || List.of(t.getSuppressed()).stream()
                    .anyMatch(SoftLimitTest::mentions)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void cleanUpThatSleepsOrUsesChannels_isNotInterruptedByTheRaise() throws Exception {
        Path file = Files.createFile(directory.resolve("clean up"));
        String name = file.toString();
        try (ProcessPool pool = warm(limited(LIMIT).build())) {
            Turn<String> turn = Turns.begun(directory, marks -> pool.applyAsync(() -> {
                try {
                    marks.leave("begun");
                    Tasks.busyLoop().call();
                } catch (SoftTimeLimitExceededException e) {
                    // The flag is cleared just after the raise; until then this is what any interrupted thread finds.
                    while (Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    Thread.sleep(1);
                    try (FileChannel channel = FileChannel.open(Path.of(name), StandardOpenOption.WRITE)) {
                        channel.write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}));
                    }
                }
                return "cleaned up";
            }));
            assertThat(turn.result().join()).isEqualTo("cleaned up");
        }
        assertThat(Files.size(file)).isEqualTo(3);
    }

    /** The thread that raises watched it for a second, and answered nothing meanwhile. */
    @Test
    void taskThatWaitsAgainAtOnce_givesItsStackAtItsHardLimit() throws Exception {
        try (ProcessPool pool = limited(BRIEF).recycleAfterSoftTimeout(false).stackWait(BRIEF.multipliedBy(4)).build()) {
            ApplyResult<Integer> first = pool.applyAsync(Tasks.busyLoop()); // has the worker load what raises
            assertThatThrownBy(first::join).isInstanceOf(SoftTimeLimitExceededException.class);
            ApplyResult<Integer> result = pool.applyAsync(
                    Tasks.sleepThatSwallowsAll(), TaskOptions.<Integer>defaults().timeout(BRIEF.plusMillis(50)));
            assertThatThrownBy(result::join).isInstanceOf(TimeLimitExceededException.class).hasCauseInstanceOf(TaskStack.class);
        }
    }

    @Test
    @Tag("B283")
    @Tag("B129")
    @Tag("any-jdk")
    void limit_strikesOnce_andTheHardOneKillsATaskThatGoesOn() throws Exception {
        AtomicReference<List<Boolean>> told = new AtomicReference<>();
        try (ProcessPool pool = warm(ProcessPool.builder().processes(1).build())) {
            Turn<Integer> turn = Turns.begun(directory, marks -> {
                List<Boolean> own = new CopyOnWriteArrayList<>();
                told.set(own);
                return pool.applyAsync(() -> {
                    boolean begun = false;
                    while (true) {
                        try {
                            if (!begun) {
                                begun = true;
                                marks.leave("begun");
                            }
                            Tasks.sleepThatSwallowsInterrupts().call();
                        } catch (SoftTimeLimitExceededException e) {
                            marks.leave("soft");
                        }
                    }
                }, TaskOptions.<Integer>defaults().softTimeout(LIMIT).timeout(LIMIT.multipliedBy(3)).timeoutCallback(own::add));
            });
            assertThatThrownBy(turn.result()::join).isInstanceOf(TimeLimitExceededException.class);
            Waits.until("the callbacks ran", () -> told.get().size() == 2);
            assertThat(turn.marks().all()).containsExactly("begun", "soft");
        }
        assertThat(told.get()).containsExactly(true, false);
    }

    @Test
    @Tag("any-jdk")
    void limitAtTheVeryEndOfATask_neverHitsTheWorkerOrTheNextTask() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).recycleAfterSoftTimeout(false).build()) {
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults().softTimeout(Duration.ofMillis(20));
            List<ApplyResult<Integer>> close = new ArrayList<>();
            List<ApplyResult<Integer>> innocent = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                int n = i;
                close.add(pool.applyAsync(() -> {
                    long end = System.nanoTime() + 20_000_000 - 1_500_000 + n * 20_000L;
                    while (System.nanoTime() < end) {
                        Tasks.sink++;
                    }
                    return n;
                }, options));
                innocent.add(pool.applyAsync(() -> {
                    long end = System.nanoTime() + 1_000_000;
                    while (System.nanoTime() < end) {
                        Tasks.sink++;
                    }
                    return n;
                }));
            }
            int struck = 0;
            for (int i = 0; i < close.size(); i++) {
                assertThat(innocent.get(i).join()).isEqualTo(i);
                try {
                    assertThat(close.get(i).join()).isEqualTo(i);
                } catch (SoftTimeLimitExceededException e) {
                    struck++;
                }
            }
            assertThat(struck).isBetween(0, close.size());
            assertThat(pool.didStartOk()).as("no worker died").isTrue();
        }
    }

    @Test
    void raising_writesNothingToTheWorkersOutput_onAnyJdk() throws Exception {
        try (ProcessPool pool = warm(limited(LIMIT).output(WorkerOutput.DISCARD).build())) {
            Turn<Integer> turn = Turns.begun(directory, marks -> pool.applyAsync(() -> {
                try {
                    marks.leave("begun");
                    return Tasks.sleepThatSwallowsInterrupts().call();
                } catch (SoftTimeLimitExceededException e) {
                    Runtime.getRuntime().halt(1);
                    return 0;
                }
            }));
            assertThatThrownBy(turn.result()::join).isInstanceOfSatisfying(WorkerLostException.class,
                    e -> assertThat(e.certificate().output()).isEmpty());
        }
    }

    @Test
    void taskWhoseWorkerHasNoSystemProperties_isInterruptedAtItsSoftLimit() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
            pool.run(() -> System.setProperties(new Properties()));
            assertThatThrownBy(() -> pool.apply(Tasks.sleep(), TaskOptions.<Integer>defaults().softTimeout(BRIEF)))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void interruptMode_interruptsAndRaisesNothing() throws Exception {
        try (ProcessPool pool = limited(BRIEF).softTimeoutMode(SoftTimeout.INTERRUPT).build()) {
            assertThat(pool.<String, RuntimeException>apply(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Tasks.sink++;
                }
                return "interrupted, passed=" + TaskContext.current().softLimitPassed();
            })).isEqualTo("interrupted, passed=true");
            assertThatThrownBy(() -> pool.apply(Tasks.sleep())).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    @Tag("any-jdk")
    void taskOwnContext_showsItsLimitsAndName() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
            TaskOptions<String> options = TaskOptions.<String>defaults()
                    .softTimeout(Duration.ofSeconds(40)).timeout(Duration.ofSeconds(50)).correlationId("c-1");
            String seen = pool.applyAsync(() -> {
                TaskContext me = TaskContext.current();
                boolean sane = me.softRemaining().orElseThrow().compareTo(Duration.ofSeconds(40)) <= 0
                        && me.hardRemaining().orElseThrow().compareTo(Duration.ofSeconds(50)) <= 0
                        && me.attempt() > 0;
                return sane + " " + me.delivery() + " " + me.correlationId().orElseThrow() + " " + me.softLimitPassed();
            }, options).get();
            assertThat(seen).isEqualTo("true 1 c-1 false");
        }
    }

    @Test
    @Tag("any-jdk")
    void workerThatWasRaisedIn_isReplaced_unlessAskedOtherwise() throws Exception {
        for (boolean recycle : List.of(true, false)) {
            try (ProcessPool pool = limited(BRIEF).recycleAfterSoftTimeout(recycle).build()) {
                ApplyResult<Integer> result = pool.applyAsync(Tasks.busyLoop());
                assertThatThrownBy(result::join).isInstanceOf(SoftTimeLimitExceededException.class);
                long next = pid(pool);
                assertThat(next == result.workerPid().orElseThrow()).isEqualTo(!recycle);
            }
        }
    }
}
