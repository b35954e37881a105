package dev.carom.internal.process;

import dev.carom.WorkerLauncher;
import dev.carom.error.LaunchException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts the workers of one pool, and kills them. */
public final class ProcessLauncher implements AutoCloseable {
    /** How often the children are looked at for one whose start failed here after its fork, and the nanoseconds in between. */
    private static final int UNCLAIMED_LOOKS = 200;

    private static final long UNCLAIMED_PAUSE = 5_000_000;

    private static final String ENVIRONMENT = "; its environment is larger than the kernel passes on (128 KiB for one variable, a"
            + " quarter of ulimit -s for all): let environment(...) name less, or leave some out by environmentAllowList(...)";

    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

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

    /** Those that have threads, and had some when the last one was started. */
    private final Set<WorkerProcess> watched = ConcurrentHashMap.newKeySet();
    private final ExecutorService reaper;

    /** Null where threads look after the workers. */
    private final @Nullable Rounds rounds;

    /** A launcher whose workers meet in {@code directory}, which the caller closes after it. */
    public ProcessLauncher(LaunchConfig config, PoolDirectory directory) {
        this(config, directory, null, JavaCommand.WORKER_MAIN, Starts::of);
    }

    /** As the other one, but it starts no threads: somebody must {@linkplain #goRound() go round}. */
    public static ProcessLauncher withoutThreads(LaunchConfig config, PoolDirectory directory) {
        return new ProcessLauncher(config, directory, new Rounds(), JavaCommand.WORKER_MAIN, Starts::of);
    }

    ProcessLauncher(LaunchConfig config, PoolDirectory directory, String mainClass, Starter starter) {
        this(config, directory, null, mainClass, starter);
    }

    private ProcessLauncher(
            LaunchConfig config, PoolDirectory directory, @Nullable Rounds rounds, String mainClass, Starter starter) {
        this.rounds = rounds;
        this.config = config;
        this.directory = directory;
        String user = config.launcher().user();
        if (user != null) {
            directory.share(user);
        }
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
                || cause instanceof IOException && Shortage.of(cause) != null;
    }

    /**
     * Starts a worker. Blocks until its program runs, or could not be run. Must be called on a platform thread that lives
     * as long as the pool: the kernel kills the worker when that thread ends.
     *
     * @param worker its number, never used before in this pool
     * @param socket what its main class gets as its only argument; in its own directory
     * @return the process, which waits for what it is to be {@linkplain WorkerProcess#hand handed}
     * @throws LaunchException if no process could be started; none was left behind
     */
    public WorkerProcess launch(int worker, Path socket) {
        List<String> command = command(worker, socket);
        ProcessBuilder builder = new ProcessBuilder(command);
        Path working = config.workingDirectory();
        if (working != null) {
            builder.directory(working.toFile());
        }
        WorkerEnvironment.apply(config, worker, builder.environment());
        Process process = start(builder, worker, socket);
        try {
            WorkerProcess started = new WorkerProcess(config, directory.of(worker), worker, process, wrapper(command));
            if (rounds == null) {
                started.watch();
                noteWatched(started);
            } else {
                rounds.add(started);
            }
            alive.add(started);
            started.exit().thenAccept(report -> java.ended(started.worker(), report.diagnosis()));
            started.gone().whenComplete((nothing, failure) -> alive.remove(started));
            return started;
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        } catch (Error e) {
            process.destroyForcibly();
            throw new LaunchException(
                    "worker " + worker + " was killed at its start: its threads in this process could not be started: " + e
                            + Programs.remedy(e), e);
        }
    }

    private void noteWatched(WorkerProcess started) {
        for (WorkerProcess before : watched) {
            if (!before.isWatched()) {
                watched.remove(before);
            }
        }
        watched.add(started);
    }

    /** Whether that worker writes down the classes that it loads, for the archive. */
    public boolean isRecorded(int worker) {
        return java.isRecorded(worker);
    }

    /**
     * That worker is ready: it may be time to make an archive of its classes, by a thread, where this may start any. Does not
     * wait for that.
     */
    public void ready(int worker) {
        if (rounds == null) {
            java.ready(worker);
        }
    }

    /** Whether workers are alive that are looked after on rounds only. */
    public boolean needsRounds() {
        return rounds != null && !rounds.isIdle();
    }

    /** Looks after the workers where no threads do, one thread at a time; returns whether there was anything to do. */
    public boolean goRound() {
        return rounds != null && rounds.goOnce();
    }

    /** Whether {@link #killAsync} leaves the kill to a thread of its own. */
    public boolean killsByThread() {
        return rounds == null;
    }

    /** Ends what runs beside the workers; waits for that. Idempotent. */
    public void closeArchive() {
        java.close();
    }

    private List<String> command(int worker, Path socket) {
        String refusal = new JavaHome(config.javaHome()).refusal();
        if (refusal != null) {
            throw new LaunchException("cannot start worker " + worker + ": " + refusal, null);
        }
        List<String> wrapped = wrapped(worker, of(worker, socket));
        Path program = Programs.find(wrapped.get(0)).orElseThrow(() -> new LaunchException(
                "cannot start worker " + worker + ": there is no program " + wrapped.get(0)
                        + " that can be run; " + wrapper() + " names it", null));
        List<String> command = new ArrayList<>(WorkerSession.prefix());
        command.add(program.toString());
        command.addAll(wrapped.subList(1, wrapped.size()));
        return command;
    }

    private List<String> wrapped(int worker, WorkerLauncher.Launch launch) {
        List<String> wrapped;
        try {
            wrapped = config.launcher().command(launch);
        } catch (LaunchException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new LaunchException("cannot start worker " + worker + ": " + wrapper() + " failed: " + e, e);
        }
        if (wrapped == null || wrapped.isEmpty() || wrapped.stream().anyMatch(Objects::isNull)) {
            throw new LaunchException("cannot start worker " + worker + ": " + wrapper() + " returned " + wrapped
                    + " as its command; it must return words, launch.java() the last of them", null);
        }
        return wrapped;
    }

    /** Which program it is that is to become the worker's JVM, and who says so; null where it is the JVM itself. */
    private @Nullable String wrapper(List<String> command) {
        String program = command.get(WorkerSession.prefix().size());
        return program.equals(new JavaHome(config.javaHome()).binary().toString()) ? null : wrapper() + " started " + program;
    }

    /** The user's launcher, as messages name it. */
    private String wrapper() {
        String name = config.launcher().getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        return "its WorkerLauncher (" + (lambda < 0 ? name : "a lambda in " + name.substring(0, lambda)) + ")";
    }

    private WorkerLauncher.Launch of(int worker, Path socket) {
        return new WorkerLauncher.Launch(
                java.of(worker, socket), java.readable(), directory.of(worker), config.workingDirectory());
    }

    private Process start(ProcessBuilder builder, int worker, Path socket) {
        try {
            return starter.start(builder);
        } catch (IOException e) {
            throw new LaunchException(refusal(builder, worker, e), e);
        } catch (Error e) {
            // The process may run already: the JDK starts the thread that reaps it, and its streams, after the fork.
            killUnclaimed(socket);
            throw new LaunchException("cannot start worker " + worker + ": " + e + Programs.remedy(e), e);
        }
    }

    private String refusal(ProcessBuilder builder, int worker, IOException e) {
        Path working = config.workingDirectory();
        if (working != null && !Files.isDirectory(working)) {
            return "cannot start worker " + worker + ": its working directory " + working
                    + (Files.exists(working) ? " is no directory" : " does not exist") + "; see workingDirectory(...)";
        }
        return "cannot start worker " + worker + " by " + builder.command().get(0) + " (" + e.getMessage() + ")"
                + (isTooLong(e) ? ENVIRONMENT : Shortage.of(e) == null ? JavaHome.own().remedy(e) : Shortage.remedy(e));
    }

    /** Whether the kernel refuses the command for its length and that of the environment; a worker's arguments are in a file. */
    private static boolean isTooLong(IOException refusal) {
        String message = String.valueOf(refusal.getMessage());
        return message.contains("error=7,") || message.contains("Argument list too long");
    }

    /**
     * Kills the child that has this socket, which only one of them has, among its arguments. While a child becomes another
     * program, as it does a few times at its start, it shows none: then this looks again. (So does one that is dead.)
     */
    private static void killUnclaimed(Path socket) {
        for (int look = 0; look < UNCLAIMED_LOOKS; look++) {
            List<ProcessHandle> children;
            try (Stream<ProcessHandle> all = ProcessHandle.current().children()) {
                children = all.toList();
            }
            boolean unsure = false;
            for (ProcessHandle child : children) {
                Optional<String[]> arguments = child.info().arguments();
                if (arguments.isPresent() && List.of(arguments.get()).contains(socket.toString())) {
                    child.destroyForcibly();
                    return;
                }
                unsure |= arguments.isEmpty() && ProcFs.stat(child.pid()).filter(ProcFs.Stat::isAlive).isPresent();
            }
            if (!unsure) {
                return;
            }
            LockSupport.parkNanos(UNCLAIMED_PAUSE);
        }
    }

    /**
     * Kills a worker and everything that it started, soon and without blocking the caller; its {@code exit()} says when. Where
     * there is no thread for that, it is done when this returns.
     */
    public void killAsync(WorkerProcess worker) {
        if (rounds != null) {
            worker.strike();
            return;
        }
        try {
            reaper.execute(worker::strikeAtLast);
        } catch (RejectedExecutionException e) {
            // close() won: it kills every worker that is left, but this one may have been launched after it looked.
            worker.strike();
        }
    }

    /** Waits until the workers, which were killed, are gone, for so long at most; not for what is to be done then. */
    public void awaitDeaths(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (WorkerProcess worker : alive) {
            worker.awaitDeath(deadline - System.nanoTime());
        }
    }

    /** Kills the workers that are left, and waits at most 5 s until they and the threads that watched them are gone. Idempotent. */
    @Override
    public void close() {
        List<WorkerProcess> left = List.copyOf(alive);
        left.stream().filter(worker -> !worker.strike()).forEach(this::killAsync);
        closeArchive();
        reaper.shutdown();
        long deadline = System.nanoTime() + CLOSE_NANOS;
        try {
            while (needsRounds() && System.nanoTime() < deadline) {
                if (!goRound()) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
            for (WorkerProcess worker : left) {
                worker.gone().handle((nothing, failure) -> worker).get(
                        Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
            reaper.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            for (WorkerProcess worker : watched) {
                worker.awaitThreads(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
        } catch (java.util.concurrent.TimeoutException e) {
            Log.LOG.log(Level.WARNING, "pool={0}: workers outlive SIGKILL, or what they have started is still looked for: {1};"
                    + " their I/O hangs, or this process lacks descriptors (ulimit -n)", config.pool(),
                    left.stream().filter(worker -> !worker.gone().isDone()).map(WorkerProcess::pid).toList());
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("handle() keeps failures away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
