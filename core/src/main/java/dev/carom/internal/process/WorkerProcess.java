package dev.carom.internal.process;

import dev.carom.WorkerExit;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The process of one worker, from its start to the report of its end. All methods may be called from any thread. */
public final class WorkerProcess {
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int LAST_SIGNAL = 64;
    /** How long one look takes whether its output has ended, as it soon has where nobody else holds it open. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /**
     * How many more there are then. Looks and not a time, since a machine that is too busy to let the threads run that read
     * the output lets the one that looks wait as long, each time.
     */
    private static final int MORE_LOOKS = 20;
    private static final long STACK_BYTES = 256 << 10;
    /** Until what failed for want of descriptors is tried again. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final LaunchConfig config;
    private final Path directory;
    private final int worker;
    private final Process process;
    private final @Nullable String wrapper;
    private final ProcessTree tree;
    private final OutputRing ring = new OutputRing();
    private final OutputDrain out;
    private final OutputDrain err;
    private final AtomicLong peakRss = new AtomicLong();
    private final OomKills oomKills = new OomKills();
    /** The worker's JVM: the process that was started, or a descendant of it where its launcher forks. */
    private volatile ProcessHandle jvm;

    private volatile boolean connected;

    /** It was to be killed, and was not. */
    private volatile boolean missed;

    /** Both are empty, or null, where it is looked after on rounds. */
    private final List<Thread> readers = new ArrayList<>(2);

    private @Nullable Thread watcher;

    private final CompletableFuture<ExitReport> exit = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    /**
     * @param directory its own
     * @param wrapper who has which program started that is to become the JVM; null where it is the JVM itself
     */
    WorkerProcess(LaunchConfig config, Path directory, int worker, Process process, @Nullable String wrapper) {
        this.wrapper = wrapper;
        this.config = config;
        this.directory = directory;
        this.worker = worker;
        this.process = process;
        this.jvm = process.toHandle();
        this.tree = ProcessTree.of(process.pid());
        String label = "pool=" + config.pool() + " worker=" + worker + " pid=" + process.pid();
        UnaryOperator<String> remarks = line -> CrashReport.remarked(line, directory);
        this.out = new OutputDrain(process.getInputStream(), 0, ring, config.output(), () -> System.out, label, remarks);
        this.err = new OutputDrain(process.getErrorStream(), 1, ring, config.output(), () -> System.err, label, remarks);
    }

    /** Starts the threads that watch it. */
    void watch() {
        readers.add(out.start(threadName("out")));
        readers.add(err.start(threadName("err")));
        Thread started = new Thread(null, this::awaitExit, threadName("exit"), STACK_BYTES);
        started.setDaemon(true);
        started.start();
        watcher = started;
    }

    /** Whether a thread watches it, or is about to end. */
    boolean isWatched() {
        for (Thread reader : readers) {
            if (reader.isAlive()) {
                return true;
            }
        }
        return watcher != null && watcher.isAlive();
    }

    /**
     * Waits for those of its threads that have nothing more to do, for so long at most each. One that reads what somebody else
     * may print, who holds the output open, goes on.
     */
    void awaitThreads(long millis) throws InterruptedException {
        if (out.hasEnded() && err.hasEnded()) {
            for (Thread reader : readers) {
                reader.join(millis);
            }
        }
        if (gone.isDone() && watcher != null) {
            watcher.join(millis);
        }
    }

    /**
     * Instead of threads that watch it: reads what it has printed, and sees whether it has left. One thread at a time. Returns
     * whether there was anything.
     */
    boolean look() {
        boolean ended = !process.isAlive(); // before its output is read, so that all of it is
        boolean printed = out.readAvailable() | err.readAvailable();
        if (ended && !gone.isDone()) {
            takeLeave();
        } else if (missed) {
            strike();
        }
        return printed || gone.isDone();
    }

    private void takeLeave() {
        boolean swept = isSwept();
        try {
            if (!exit.isDone()) {
                out.readRest();
                err.readRest();
                exit.complete(report(process.exitValue()));
            }
        } catch (RuntimeException | Error e) { // as in awaitExit
            exit.completeExceptionally(e);
        }
        if (swept) {
            gone.complete(null);
        }
    }

    private String threadName(String role) {
        return "carom-" + config.pool() + "-" + role + "-" + worker;
    }

    /** Writes the secret, and a NUL that ends it, to its stdin, which then is at its end for good. */
    public void hand(String secret) {
        try (var stdin = process.getOutputStream()) {
            stdin.write((secret + "\0").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It died, or its launcher closed stdin, before it read that; the report of its exit tells which.
            Log.LOG.log(Level.DEBUG, "pool={0} worker={1} pid={2}: cannot write to its stdin: {3}",
                    config.pool(), worker, Long.toString(pid()), e);
        }
    }

    public int worker() {
        return worker;
    }

    /** That of its JVM, as this process sees it, as far as it is known. */
    public long pid() {
        return jvm.pid();
    }

    /**
     * The worker has connected, and says that it is process {@code said}. If that is not the process that was started, it
     * is the descendant of it that has this number where it runs. Returns {@link #pid}.
     */
    public long identify(long said) {
        connected = true;
        if (said != process.pid()) {
            OptionalLong outside = ProcFs.descendant(process.pid(), said);
            if (outside.isPresent()) {
                ProcessHandle.of(outside.getAsLong()).ifPresent(found -> jvm = found);
            }
        }
        return pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Sends it a signal; nothing happens where it is gone.
     *
     * @throws IllegalArgumentException if there is no such signal
     * @throws UnsupportedOperationException if this platform has no {@code kill} program, which signals other than SIGKILL
     *     and SIGTERM need
     */
    public void signal(int number) {
        if (number < 1 || number > LAST_SIGNAL) {
            throw new IllegalArgumentException("signal: must be from 1 to " + LAST_SIGNAL + ", but is " + number);
        }
        switch (number) {
            case SIGKILL -> process.destroyForcibly();
            case SIGTERM -> jvm.destroy();
            default -> signalByProgram(number);
        }
    }

    private void signalByProgram(int number) {
        Path kill = Programs.find("kill").orElseThrow(() ->
                new UnsupportedOperationException("signal " + number + " needs a kill program, and PATH has none"));
        // A process that ends after this question may be reaped before kill runs; its number is not given to another one
        // until all others were.
        if (!process.isAlive()) {
            return;
        }
        try {
            Process killing = Starts.of(new ProcessBuilder(kill.toString(), "-" + number, Long.toString(pid()))
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD));
            killing.getOutputStream().close();
            killing.waitFor();
        } catch (IOException e) {
            Log.LOG.log(Level.WARNING, "pool={0} worker={1} pid={2}: cannot send signal {3}: {4}",
                    config.pool(), worker, Long.toString(pid()), number, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it, and everything that it started; returns when all were sent SIGKILL. */
    public void killTree() {
        strike();
        tree.sweep();
    }

    /**
     * Kills it at once. What it started is swept when its exit is seen. Returns false where this process lacks descriptors or
     * memory, and it has to be done again.
     */
    public boolean strike() {
        missed = false;
        try {
            if (process.isAlive()) {
                tree.note();
                rss(); // its peak is known only while it lives
                missed = !isKilled();
            }
        } catch (OutOfMemoryError e) {
            missed = true;
        }
        return !missed;
    }

    private boolean isKilled() {
        try {
            if (!jvm.equals(process.toHandle())) {
                jvm.destroyForcibly();
            }
            if (!process.toHandle().destroyForcibly() && process.isAlive()) {
                Sigkill.send(process.pid());
            }
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            process.destroyForcibly(); // closes its streams, too
        }
    }

    /** As {@link #strike}, however long it takes. */
    void strikeAtLast() {
        while (!strike()) {
            LockSupport.parkNanos(AGAIN_NANOS);
        }
    }

    /**
     * The report of its end: complete when the process has ended and its output was read to the end (or was not for 100 ms
     * and longer: some process elsewhere holds it open). Completed on a thread of its own, which sweeps what the process has left behind
     * after that, so whatever is done there must not take long.
     */
    public CompletableFuture<ExitReport> exit() {
        return exit;
    }

    /** Waits until its process has ended, for so long at most. */
    void awaitDeath(long nanos) throws InterruptedException {
        process.waitFor(nanos, TimeUnit.NANOSECONDS);
    }

    /** Complete when the report is, and what it left in its session was killed, whatever came of the report. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /** What it wrote up to here, in bytes of each stream, is of tasks that are over. */
    public void tasksEndedAt(long stdout, long stderr) {
        ring.tasksEndedAt(stdout, stderr);
    }

    /** The last lines that it wrote since the last task that is over, on both streams. */
    public List<String> lastOutput() {
        return ring.snapshot();
    }

    /** The memory that it has now, in bytes; 0 where that cannot be known. */
    public long rss() {
        ProcFs.Memory memory = ProcFs.memory(pid());
        if (memory.rss() > 0) {
            oomKills.look();
        }
        peakRss.accumulateAndGet(memory.peak(), Math::max);
        return memory.rss();
    }

    /** What its threads have done up to now; empty where that cannot be known. */
    public Optional<Activity> activity() {
        return ProcFs.activity(pid());
    }

    /** The most memory that it was seen to use, in bytes; 0 where that cannot be known. */
    public long peakRss() {
        rss();
        return peakRss.get();
    }

    private void awaitExit() {
        boolean swept = false;
        try {
            int code = process.waitFor();
            // The look at all processes for those of its session takes a while: the caller of its task need not wait for that.
            boolean alone = isDrained();
            swept = !alone && isSwept();
            if (!alone) {
                drain();
            }
            exit.complete(report(code));
        } catch (Throwable e) {
            // Whoever waits for the report must learn that there will be none; Errors (no memory) included.
            exit.completeExceptionally(e);
        }
        while (!swept && !isSwept()) {
            LockSupport.parkNanos(AGAIN_NANOS);
        }
        gone.complete(null);
    }

    /** Returns false where what it has left must be looked for again, as this process lacks descriptors or memory. */
    private boolean isSwept() {
        try {
            return tree.sweep();
        } catch (OutOfMemoryError e) {
            return false;
        } catch (RuntimeException | Error e) {
            gone.completeExceptionally(e);
            return true; // it would be no better the next time
        }
    }

    private boolean isDrained() throws InterruptedException {
        long deadline = System.nanoTime() + LOOK_NANOS;
        return out.awaitEnd(deadline) && err.awaitEnd(deadline);
    }

    private void drain() throws InterruptedException {
        for (int look = 0; look < MORE_LOOKS; look++) {
            if (isDrained()) {
                return;
            }
        }
        out.abandon();
        err.abandon();
    }

    private ExitReport report(int code) {
        List<String> output = ring.snapshot();
        @Nullable String crashReport = CrashReport.read(directory);
        boolean configurationError = ExitDiagnosis.isConfigurationError(code, output);
        WorkerExit cause = ExitDiagnosis.cause(code, output, crashReport, oomKills.grew());
        if (wrapper != null && !connected && (cause == WorkerExit.EXITED || cause == WorkerExit.SIGNALLED)) {
            output = new ArrayList<>(output);
            output.add("(carom: " + wrapper + ", which ended with exit code " + code + " before a worker's JVM had connected)");
        }
        return new ExitReport(
                code,
                cause,
                configurationError,
                output,
                crashReport,
                peakRss.get());
    }
}
