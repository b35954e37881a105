package dev.carom.internal.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The process of one worker, from its start to the report of its end. All methods may be called from any thread. */
public final class WorkerProcess {
    private static final Logger LOG = System.getLogger("dev.carom.process");
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int LAST_SIGNAL = 64;
    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long STACK_BYTES = 256 << 10;

    private final LaunchConfig config;
    private final Path directory;
    private final int worker;
    private final Process process;
    private final ProcessTree tree;
    private final OutputRing ring = new OutputRing();
    private final OutputDrain out;
    private final OutputDrain err;
    private final AtomicLong peakRss = new AtomicLong();
    /** As they were when somebody looked last. */
    private volatile long oomKills = OomKills.count();
    private final CompletableFuture<ExitReport> exit = new CompletableFuture<>();

    WorkerProcess(LaunchConfig config, Path directory, int worker, Process process) {
        this.config = config;
        this.directory = directory;
        this.worker = worker;
        this.process = process;
        this.tree = ProcessTree.of(process.pid());
        String label = "pool=" + config.pool() + " worker=" + worker + " pid=" + process.pid();
        this.out = new OutputDrain(process.getInputStream(), 0, ring, config.output(), () -> System.out, label);
        this.err = new OutputDrain(process.getErrorStream(), 1, ring, config.output(), () -> System.err, label);
    }

    /** Starts the threads that watch it. */
    void watch() {
        out.start(threadName("out"));
        err.start(threadName("err"));
        Thread watcher = new Thread(null, this::awaitExit, threadName("exit"), STACK_BYTES);
        watcher.setDaemon(true);
        watcher.start();
    }

    private String threadName(String role) {
        return "carom-" + config.pool() + "-" + role + "-" + worker;
    }

    /** Writes the secret as the only line of its stdin, which then is at its end for good. */
    void hand(String secretLine) {
        try (var stdin = process.getOutputStream()) {
            stdin.write((secretLine + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It died, or its launcher closed stdin, before it read the line; the report of its exit tells which.
            LOG.log(Level.DEBUG, "pool={0} worker={1} pid={2}: cannot write to its stdin: {3}",
                    config.pool(), worker, Long.toString(pid()), e);
        }
    }

    public int worker() {
        return worker;
    }

    public long pid() {
        return process.pid();
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
            case SIGTERM -> process.toHandle().destroy();
            default -> signalByProgram(number);
        }
    }

    private void signalByProgram(int number) {
        Path kill = WorkerSession.find("kill").orElseThrow(() ->
                new UnsupportedOperationException("signal " + number + " needs a kill program, and PATH has none"));
        // A process that ends after this question may be reaped before kill runs; its number is not given to another one
        // until all others were.
        if (!process.isAlive()) {
            return;
        }
        try {
            Process killing = new ProcessBuilder(kill.toString(), "-" + number, Long.toString(pid()))
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            killing.getOutputStream().close();
            killing.waitFor();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "pool={0} worker={1} pid={2}: cannot send signal {3}: {4}",
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

    /** Kills it at once. What it started is swept when its exit is seen. */
    void strike() {
        if (process.isAlive()) {
            tree.note();
            rss(); // its peak is known only while it lives
            process.destroyForcibly();
        }
    }

    /**
     * The report of its end: complete when the process has ended, what it left in its session was killed, and its output
     * was read to the end (or 100 ms have passed: some process elsewhere holds it open). Completed on a thread of its own,
     * which may be used for a while.
     */
    public CompletableFuture<ExitReport> exit() {
        return exit;
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
        oomKills = OomKills.count();
        peakRss.accumulateAndGet(memory.peak(), Math::max);
        return memory.rss();
    }

    /** The most memory that it was seen to use, in bytes; 0 where that cannot be known. */
    public long peakRss() {
        rss();
        return peakRss.get();
    }

    private void awaitExit() {
        try {
            int code = process.waitFor();
            tree.sweep();
            drain();
            exit.complete(report(code));
        } catch (Throwable e) {
            // Whoever waits for the report must learn that there will be none; Errors (no memory) included.
            exit.completeExceptionally(e);
        }
    }

    private void drain() throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        for (OutputDrain drain : List.of(out, err)) {
            if (!drain.awaitEnd(deadline)) {
                drain.abandon();
            }
        }
    }

    private ExitReport report(int code) {
        List<String> output = ring.snapshot();
        @Nullable String crashReport = CrashReport.take(directory, worker);
        return new ExitReport(
                code,
                ExitDiagnosis.cause(code, output, crashReport, OomKills.count() > oomKills),
                ExitDiagnosis.isConfigurationError(code, output),
                output,
                crashReport,
                peakRss.get());
    }
}
