package dev.carom.internal.process;

import dev.carom.error.LaunchException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts the workers of one pool, and kills them. */
public final class ProcessLauncher implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.carom.process");
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** What passes: no room for one more process, file or byte at the moment. The JDK shows the error by its number. */
    private static final Pattern PASSING = Pattern.compile("error[=:] ?(11|12|23|24)\\b|Too many open files"
            + "|No space left on device|Cannot allocate memory|Resource temporarily unavailable");

    /** How the operating system is asked for a process. */
    @FunctionalInterface
    interface Starter {
        Process start(ProcessBuilder builder) throws IOException;
    }

    private final LaunchConfig config;
    private final PoolDirectory directory;
    private final JavaCommand java;
    private final Starter starter;
    private final Set<WorkerProcess> alive = ConcurrentHashMap.newKeySet();
    private final ExecutorService reaper;

    /** A launcher whose workers meet in {@code directory}, which the caller closes after it. */
    public ProcessLauncher(LaunchConfig config, PoolDirectory directory) {
        this(config, directory, JavaCommand.WORKER_MAIN, ProcessBuilder::start);
    }

    ProcessLauncher(LaunchConfig config, PoolDirectory directory, String mainClass, Starter starter) {
        this.config = config;
        this.directory = directory;
        this.java = JavaCommand.of(config, directory, mainClass);
        this.starter = starter;
        this.reaper = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "carom-" + config.pool() + "-reaper");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Whether trying again later may help. */
    public static boolean mayPass(LaunchException failure) {
        Throwable cause = failure.getCause();
        return cause instanceof Error
                || cause instanceof IOException e && PASSING.matcher(String.valueOf(e.getMessage())).find();
    }

    /**
     * Starts a worker. Blocks until its program runs, or could not be run. Must be called on a platform thread that lives
     * as long as the pool: the kernel kills the worker when that thread ends.
     *
     * @param worker its number, never used before in this pool
     * @param socket what its main class gets as its only argument
     * @param secretLine the first and only line of its stdin
     * @throws LaunchException if no process could be started; none was left behind
     */
    public WorkerProcess launch(int worker, Path socket, String secretLine) {
        ProcessBuilder builder = new ProcessBuilder(command(worker, socket));
        Path working = config.workingDirectory();
        if (working != null) {
            builder.directory(working.toFile());
        }
        WorkerEnvironment.apply(config, builder.environment());
        Process process = start(builder, worker, socket);
        try {
            WorkerProcess started = new WorkerProcess(config, directory.path(), worker, process);
            started.watch();
            alive.add(started);
            started.exit().whenComplete((report, failure) -> ended(started, report));
            started.hand(secretLine);
            return started;
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        } catch (Error e) {
            process.destroyForcibly();
            throw new LaunchException(
                    "worker " + worker + " was killed at its start: this process has no room for its threads (" + e + ")", e);
        }
    }

    private void ended(WorkerProcess process, @Nullable ExitReport report) {
        alive.remove(process);
        if (report != null) {
            java.ended(process.worker(), report.diagnosis());
        }
    }

    /** That worker is ready: it may be time to make an archive of its classes. Does not wait for that. */
    public void ready(int worker) {
        java.ready(worker);
    }

    /** Ends what runs beside the workers; waits for that. Idempotent. */
    public void closeArchive() {
        java.close();
    }

    private List<String> command(int worker, Path socket) {
        Path binary = new JavaHome(config.javaHome()).binary();
        if (!Files.isRegularFile(binary) || !Files.isExecutable(binary)) {
            throw new LaunchException("cannot start worker " + worker + ": " + binary
                    + (Files.exists(binary) ? " is no program that can be run" : " does not exist")
                    + "; javaHome(...) must name a Java installation", null);
        }
        List<String> wrapped;
        try {
            wrapped = List.copyOf(config.launcher().command(java.of(worker, socket)));
        } catch (RuntimeException e) {
            if (e instanceof LaunchException known) {
                throw known;
            }
            throw new LaunchException("cannot start worker " + worker + ": its WorkerLauncher failed: " + e, e);
        }
        if (wrapped.isEmpty()) {
            throw new LaunchException("cannot start worker " + worker + ": its WorkerLauncher gave an empty command", null);
        }
        Path program = WorkerSession.find(wrapped.get(0)).orElseThrow(() -> new LaunchException(
                "cannot start worker " + worker + ": there is no program " + wrapped.get(0)
                        + " that can be run; its WorkerLauncher names it", null));
        List<String> command = new ArrayList<>(WorkerSession.prefix());
        command.add(program.toString());
        command.addAll(wrapped.subList(1, wrapped.size()));
        return command;
    }

    private Process start(ProcessBuilder builder, int worker, Path socket) {
        try {
            return starter.start(builder);
        } catch (IOException e) {
            throw new LaunchException(refusal(builder, worker, e), e);
        } catch (Error e) {
            // The process may run already: the JDK starts the thread that reaps it, and its streams, after the fork.
            killUnclaimed(socket);
            throw new LaunchException("cannot start worker " + worker + ": " + e
                    + "; this process is out of memory or threads (see ulimit -u and its container's limit)", e);
        }
    }

    private String refusal(ProcessBuilder builder, int worker, IOException e) {
        Path working = config.workingDirectory();
        if (working != null && !Files.isDirectory(working)) {
            return "cannot start worker " + worker + ": its working directory " + working + " does not exist";
        }
        return "cannot start worker " + worker + " by " + builder.command().get(0) + " (" + e.getMessage()
                + "); the limits on processes and memory of this user or container may be reached";
    }

    /** Kills the child that has this socket, which only one of them has, among its arguments. */
    private static void killUnclaimed(Path socket) {
        try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
            children.filter(child -> child.info().arguments().stream()
                            .flatMap(Stream::of)
                            .anyMatch(socket.toString()::equals))
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Kills a worker and everything that it started, soon and without blocking the caller; its {@code exit()} says when. */
    public void killAsync(WorkerProcess worker) {
        try {
            reaper.execute(worker::strike);
        } catch (RejectedExecutionException e) {
            // close() won: it kills every worker that is left, but this one may have been launched after it looked.
            worker.strike();
        }
    }

    /** Kills the workers that are left, and waits at most 5 s until they are gone. Idempotent. */
    @Override
    public void close() {
        List<WorkerProcess> left = List.copyOf(alive);
        left.forEach(WorkerProcess::strike);
        closeArchive();
        reaper.shutdown();
        long deadline = System.nanoTime() + CLOSE_NANOS;
        try {
            for (WorkerProcess worker : left) {
                worker.exit().handle((report, failure) -> worker).get(
                        Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (java.util.concurrent.TimeoutException e) {
            LOG.log(Level.WARNING, "pool={0}: workers outlive SIGKILL (their I/O hangs): {1}", config.pool(),
                    left.stream().filter(WorkerProcess::isAlive).map(WorkerProcess::pid).toList());
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("handle() keeps failures away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
