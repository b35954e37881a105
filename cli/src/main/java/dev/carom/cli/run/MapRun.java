package dev.carom.cli.run;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.cli.ExitStatus;
import dev.carom.cli.UsageException;
import dev.carom.cli.task.Failure;
import dev.carom.cli.task.Reply;
import dev.carom.cli.task.TaskCode;
import dev.carom.cli.task.TaskRunner;
import dev.carom.error.LaunchException;
import dev.carom.error.PoolException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run: a thread reads inputs and submits them, the {@link Printer}'s thread takes what comes back, and the caller's
 * waits for the end.
 *
 * <pre>
 * RUNNING -> WARM   no new inputs, what runs ends      by a signal, a failure with failFast
 *         -> COLD   workers are killed                 by a second signal, a closed stdout, a broken pool
 * </pre>
 */
public final class MapRun {
    private enum Stop {
        RUNNING,
        WARM,
        COLD
    }

    private final MapOptions options;
    private final TaskCode code;
    private final InputSource inputs;
    private final @Nullable JobLog log;
    private final PrintStream stderr;
    private final Tally tally;
    private final Window window;
    private final Printer printer;

    private volatile @Nullable ProcessPool pool;

    /** The rest is guarded by this. */
    private Stop stop = Stop.RUNNING;

    private int status = ExitStatus.OK;
    private @Nullable String fatal;

    MapRun(MapOptions options, TaskCode code, InputSource inputs, @Nullable JobLog log, Results results, PrintStream stderr,
            Tally tally) {
        this.options = options;
        this.code = code;
        this.inputs = inputs;
        this.log = log;
        this.stderr = stderr;
        this.tally = tally;
        this.window = new Window(options.jobs() + 1, budget());
        this.printer = new Printer(this, options, results, log, window, tally);
    }

    /** Characters that may be held: of inputs and results that are under way, or of inputs that are read ahead. */
    static long budget() {
        return Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 32);
    }

    /** Runs to the end. */
    void run() throws UsageException, InterruptedException {
        tally.total(inputs::total);
        ProcessPool started = start();
        try {
            pool = started;
            followStop();
            Thread reader = new Thread(() -> read(started), "carom-inputs");
            reader.setDaemon(true); // it may be blocked in stdin for ever
            reader.start();
            window.awaitEnd();
        } finally {
            started.close();
            printer.close();
        }
    }

    private ProcessPool start() throws UsageException {
        try {
            return builder().build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(PoolFailures.inOurWords(String.valueOf(e.getMessage())));
        } catch (LaunchException e) {
            throw new UsageException("workers cannot be started: " + PoolFailures.withOurNames(String.valueOf(e.getMessage())));
        }
    }

    private ProcessPoolBuilder builder() {
        long total = inputs.total();
        int workers = total < 0 ? options.jobs() : (int) Math.max(1, Math.min(options.jobs(), total));
        ProcessPoolBuilder builder = ProcessPool.builder()
                .name("map")
                .processes(workers)
                .initializer(TaskRunner::install, code)
                .callbackExecutor(printer)
                .jvmArgs(jvmArgs().toArray(String[]::new));
        if (options.timeout() != null) {
            builder.timeout(options.timeout());
        }
        if (options.softTimeout() != null) {
            builder.softTimeout(options.softTimeout());
        }
        if (options.maxTasksPerChild() > 0) {
            builder.maxTasksPerChild(options.maxTasksPerChild());
        }
        if (options.maxMemory() > 0) {
            builder.hardMemoryPerChild(options.maxMemory());
        }
        return builder;
    }

    /** A heap that may grow past the memory limit would be killed for garbage: it gets three quarters of it. */
    private List<String> jvmArgs() {
        List<String> args = new ArrayList<>();
        if (options.maxMemory() > 0) {
            args.add("-Xmx" + Math.max(8, (options.maxMemory() >> 20) * 3 / 4) + "m");
        }
        args.addAll(options.jvmArgs());
        return args;
    }

    // ---- inputs

    private void read(ProcessPool started) {
        try {
            for (Input input = inputs.next(); input != null; input = inputs.next()) {
                if (log != null && log.succeeded(input)) {
                    tally.skip();
                    continue;
                }
                Item item = window.enter(input);
                if (item == null) {
                    return;
                }
                begin(started, item);
            }
        } catch (IOException e) {
            stop("cannot read inputs: " + e.getMessage(), ExitStatus.FAILED);
        } catch (Throwable e) { // out of memory, say: nobody would end this run
            crash(e);
        } finally {
            window.allIn();
        }
    }

    private void begin(ProcessPool started, Item item) {
        printer.let(item);
        if (item.input.problem() != null) {
            Failure failure = new Failure("InvalidInputException", item.input.problem(), "");
            printer.execute(() -> printer.refused(item, Reply.failed(failure, 0, 0, 0)));
            return;
        }
        submit(started, item);
    }

    private void submit(ProcessPool started, Item item) {
        String input = item.input.text();
        Task<@Nullable Object[], RuntimeException> task = () -> TaskRunner.run(input);
        TaskOptions<@Nullable Object[]> callbacks = TaskOptions.<@Nullable Object[]>defaults()
                .callback(parts -> printer.answered(item, parts))
                .errorCallback(thrown -> printer.failed(item, thrown));
        try {
            if (!submitUnlessStopping(item, () -> started.applyAsync(task, callbacks))) {
                printer.execute(() -> printer.failed(item, new CancellationException("the run is being stopped")));
            }
        } catch (PoolException refused) {
            printer.execute(() -> printer.failed(item, refused));
        }
    }

    /** As one step, so that whoever stops the run finds a handle to cancel it by, or it is not submitted at all. */
    private synchronized boolean submitUnlessStopping(Item item, Supplier<ApplyResult<@Nullable Object[]>> pool) {
        if (stopping()) {
            return false;
        }
        item.submit(pool);
        return true;
    }

    /** Another attempt, unless the run is being stopped. Returns whether there is one. */
    boolean retry(Item item) {
        ProcessPool started = pool;
        if (started == null || item.attempt() > options.retries() || item.input.problem() != null || stopping()) {
            return false;
        }
        submit(started, item);
        return true;
    }

    // ---- the end

    synchronized boolean stopping() {
        return stop != Stop.RUNNING;
    }

    /** A signal came: the first one stops the run, the second one kills what runs. Returns whether anything that runs may end. */
    boolean signal(int number) {
        boolean first;
        synchronized (this) {
            first = stop != Stop.COLD && status < ExitStatus.SIGNAL;
            status = first ? ExitStatus.SIGNAL + number : status;
            stop = first ? Stop.WARM : Stop.COLD;
        }
        boolean starting = pool == null; // so that nothing runs, and it may take long until something does
        followStop();
        if (first) { // and it is true by now
            stderr.println(starting
                    ? "carom: stopping: nothing was run, as processes were still being started"
                    : "carom: stopping: no new inputs, and those that run may end; the same again kills them");
        }
        return first && !starting;
    }

    /** An input failed, and one is enough. */
    void failFast() {
        synchronized (this) {
            if (stop != Stop.RUNNING) {
                return;
            }
            stop = Stop.WARM;
        }
        followStop();
    }

    /** The run cannot go on. @param why null where nobody needs to be told */
    void stop(@Nullable String why, int exitStatus) {
        synchronized (this) {
            if (stop == Stop.COLD) {
                return;
            }
            stop = Stop.COLD;
            if (status == ExitStatus.OK) {
                status = exitStatus;
                fatal = why;
            }
        }
        followStop();
    }

    /** Something here broke, so that inputs may be lost that the window waits for. */
    void crash(Throwable e) {
        if (!(e instanceof OutOfMemoryError)) {
            e.printStackTrace(stderr);
        }
        stop(e instanceof OutOfMemoryError shortage
                ? Shortage.describe(shortage)
                : "this should not happen; please report it with the lines above", ExitStatus.FAILED);
        window.abandon();
    }

    private void followStop() {
        Stop now;
        synchronized (this) {
            now = stop;
        }
        ProcessPool started = pool;
        if (now == Stop.RUNNING || started == null) {
            return;
        }
        List<Item> underWay = window.stop();
        if (now == Stop.COLD) {
            started.terminate();
        } else {
            underWay.forEach(Item::cancelUnlessRunning);
        }
    }

    /** Says what went wrong, and returns the exit status. A signal is heard also while nobody reads what this says. */
    int conclude() {
        String why;
        String summary;
        int exitStatus;
        synchronized (this) {
            if (status == ExitStatus.STDOUT_CLOSED) {
                return status;
            }
            why = fatal;
            summary = summary();
            exitStatus = status != ExitStatus.OK ? status : tally.failures() > 0 ? ExitStatus.FAILED : ExitStatus.OK;
        }
        if (why != null) {
            stderr.println("carom: " + why);
        }
        if (!summary.isEmpty()) {
            stderr.println("carom: " + summary);
        }
        return exitStatus;
    }

    private String summary() {
        long failed = tally.failures();
        long finished = tally.finished();
        String failures = failed == 0 ? "" : failed + " of " + inputs(finished) + " failed"
                + (tally.timedOut() > 0 ? ", " + tally.timedOut() + " of them by a time limit" : "");
        long total = tally.total();
        if (stop == Stop.RUNNING || finished > 0 && total == tally.skipped() + finished) {
            return failures;
        }
        String done = finished == 0 ? "" : "; " + (failed == 0 ? inputs(finished) + " succeeded" : failures);
        String rest = total < 0
                ? "before the end of the inputs"
                : "with " + inputs(total - tally.skipped() - finished) + " not done";
        return "stopped " + rest + done + (log == null || !log.isReadable() ? "" : "; --resume does the rest");
    }

    private static String inputs(long count) {
        return count == 1 ? "1 input" : count + " inputs";
    }
}
