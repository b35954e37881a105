package dev.carom;

import dev.carom.ProcessOptions.Reason;
import dev.carom.codec.Codec;
import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.engine.EngineConfig;
import dev.carom.internal.process.LaunchConfig;
import dev.carom.internal.process.Nesting;
import dev.carom.internal.runtime.PoolRuntime;
import dev.carom.internal.runtime.RuntimeConfig;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link ProcessPool}, or of a {@link ThreadPool}. Each method checks its value at once, and throws
 * {@link IllegalArgumentException} where it is out of range; what contradicts another option is refused by {@link #build()}.
 * Nothing is adjusted silently. Times count from acceptance by a worker unless said otherwise; sizes are bytes. Not
 * thread-safe; may build several pools.
 */
public final class ProcessPoolBuilder {
    /** Tasks sent ahead to a worker while they are tiny; measured in docs/performance.md. */
    private static final int PREFETCH = 512;

    /** To hand a task to a thread costs so little that nothing is gained by more. */
    private static final int ONE_AT_A_TIME = 1;

    private static final Duration DEFAULT_CONFIRM_TIMEOUT = Duration.ofSeconds(10);

    /** As long as several wake-ups take on any machine. */
    private static final Duration LONGEST_SPIN = Duration.ofMillis(1);

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private int processes = ProcessPool.cpuCount();
    private @Nullable String name;
    private boolean enableTimeouts = true;
    private @Nullable Duration timeout;
    private @Nullable Duration softTimeout;
    private @Nullable Duration stallTimeout;
    private SoftTimeout softTimeoutMode = SoftTimeout.RAISE;
    private boolean recycleAfterRaise = true;
    private Duration lostWorkerTimeout = Duration.ofSeconds(10);
    private Duration startTimeout = Duration.ofSeconds(60);
    private Duration stackWait = Duration.ofMillis(200);
    private @Nullable Duration confirmTimeout;
    private int maxTasksPerChild;
    private int maxTasksPerChildJitter;
    private long maxMemoryPerChild;
    private long hardMemoryPerChild;
    private LeftoverThreads leftoverThreads = LeftoverThreads.WARN;
    private @Nullable Duration maxLifetime;
    private @Nullable Duration idleTimeout;
    private int maxRestarts = -1;
    private Duration maxRestartFrequency = Duration.ofSeconds(1);
    private int spares = -1;
    private Duration spin = Duration.ZERO;
    private boolean threads = true;
    private @Nullable Runnable hostWakeUp;
    private boolean putLocks;
    private @Nullable Semaphore slots;
    private int queueLimit = -1;
    private long queueBytes;
    private @Nullable WhenFull whenFull;
    private boolean allowRestart;
    private boolean jmx;
    private boolean synack;
    private boolean confirmByHand;
    private @Nullable Task<?, ?> initializer;
    private Task.@Nullable Of2<Long, Integer, ?, ?> onProcessExit;
    private Listeners listeners = new Listeners(List.of());
    private @Nullable Executor callbackExecutor;
    private int maxPayload = 64 << 20;
    private List<String> allowedClasses = List.of();
    private @Nullable Codec codec;

    private final LaunchConfig.Builder launch = LaunchConfig.builder();
    private final ProcessOptions processOptions = new ProcessOptions();

    ProcessPoolBuilder() {}

    /** How many workers serve; 1 to 10,000. Default: {@link ProcessPool#cpuCount()}. */
    public ProcessPoolBuilder processes(int n) {
        processes = workers("processes", n, 1);
        return this;
    }

    /**
     * The pool's name, in logs, thread names and messages; printable and not blank. Default: {@code pool-1} and so on; for the
     * first pool that is made in worker 2 of that, {@code pool-1/2/pool-1}.
     */
    public ProcessPoolBuilder name(String poolName) {
        name = LaunchConfig.checkName(Objects.requireNonNull(poolName, "name"));
        return this;
    }

    /** Runs once in each worker before its first task. If it throws, the pool is broken. Default: none. */
    public ProcessPoolBuilder initializer(Task<?, ?> task) {
        initializer = Objects.requireNonNull(task, "initializer");
        return this;
    }

    /** As {@link #initializer(Task)}; so that it need not return anything. */
    public ProcessPoolBuilder initializer(Action<?> action) {
        return initializer((Task<?, ?>) action);
    }

    /** As {@link #initializer(Task)}, with an argument. Billiard's {@code initargs}. */
    public <A> ProcessPoolBuilder initializer(Task.Of1<? super A, ?, ?> task, A argument) {
        return initializer(Bound.of(Objects.requireNonNull(task, "initializer"), argument));
    }

    /** As {@link #initializer(Task.Of1, Object)}; so that it need not return anything. */
    public <A> ProcessPoolBuilder initializer(Action.Of1<? super A, ?> action, A argument) {
        return initializer((Task.Of1<? super A, ?, ?>) action, argument);
    }

    /** Replaces a worker after so many tasks; from 1. Default: never. Billiard's {@code maxtasksperchild}. */
    public ProcessPoolBuilder maxTasksPerChild(int tasks) {
        maxTasksPerChild = atLeast("maxTasksPerChild", tasks, 1);
        return this;
    }

    /** Takes up to so many off {@link #maxTasksPerChild}, at random for each worker; from 0, below that. Default: 0. */
    public ProcessPoolBuilder maxTasksPerChildJitter(int tasks) {
        maxTasksPerChildJitter = atLeast("maxTasksPerChildJitter", tasks, 0);
        return this;
    }

    /** The hard limit of each task: its worker is killed. Above zero. Default: none. */
    public ProcessPoolBuilder timeout(Duration limit) {
        timeout = Durations.requirePositive("timeout", limit);
        return this;
    }

    /** The soft limit of each task: it is told, and may end by itself. Above zero, below the hard one. Default: none. */
    public ProcessPoolBuilder softTimeout(Duration limit) {
        softTimeout = Durations.requirePositive("softTimeout", limit);
        return this;
    }

    /**
     * How long each task may be silent: from acceptance, and from each report by {@code TaskContext.progress}; then its
     * worker is killed. Above zero, below the hard limit. Default: none.
     */
    public ProcessPoolBuilder stallTimeout(Duration limit) {
        stallTimeout = Durations.requirePositive("stallTimeout", limit);
        return this;
    }

    /** How a task is told that its soft limit passed. Default: {@link SoftTimeout#RAISE}. */
    public ProcessPoolBuilder softTimeoutMode(SoftTimeout mode) {
        softTimeoutMode = Objects.requireNonNull(mode, "softTimeoutMode");
        processOptions.note("softTimeoutMode", mode == SoftTimeout.RAISE, Reason.RAISED);
        return this;
    }

    /** Whether a worker is replaced after a soft limit struck in it. Default: yes, as a raise can leave things half done. */
    public ProcessPoolBuilder recycleAfterSoftTimeout(boolean recycle) {
        recycleAfterRaise = recycle;
        return this;
    }

    /** Whether limits may be used at all; if not, one given anywhere is refused. Default: yes (billiard: no). */
    public ProcessPoolBuilder enableTimeouts(boolean enable) {
        enableTimeouts = enable;
        return this;
    }

    /** How long, after a worker died, results on their way are waited for. Above zero. Default: 10 s, rarely needed. */
    public ProcessPoolBuilder lostWorkerTimeout(Duration limit) {
        lostWorkerTimeout = Durations.requirePositive("lostWorkerTimeout", limit);
        return this;
    }

    /** How long a worker may take from launch to ready; then it is killed. Above zero. Default: 60 s. */
    public ProcessPoolBuilder startTimeout(Duration limit) {
        startTimeout = Durations.requirePositive("startTimeout", limit);
        return this;
    }

    /** How long the hard limit waits for the task's stack before it kills; zero for not at all. Default: 200 ms. */
    public ProcessPoolBuilder stackWait(Duration limit) {
        stackWait = Durations.requireNotNegative("stackWait", limit);
        return this;
    }

    /**
     * How many workers may crash within {@link #maxRestartFrequency} before the pool is broken; from 0. Default: 100 for each
     * worker.
     */
    public ProcessPoolBuilder maxRestarts(int restarts) {
        maxRestarts = atLeast("maxRestarts", restarts, 0);
        return this;
    }

    /** The window for {@link #maxRestarts}. Above zero. Default: 1 s. */
    public ProcessPoolBuilder maxRestartFrequency(Duration window) {
        maxRestartFrequency = Durations.requirePositive("maxRestartFrequency", window);
        return this;
    }

    /**
     * Workers kept warm beside those that serve; 0 to 10,000. While workers are recycled faster than new ones start there are
     * more, up to one for every two workers, but none where this is 0. Default: 1 where limits or recycling are set,
     * otherwise 0.
     */
    public ProcessPoolBuilder spares(int n) {
        spares = workers("spares", n, 0);
        return this;
    }

    /**
     * Whether JMX tools see the pool as a {@link dev.carom.management.PoolMXBean}, from its start to its end. Its name must
     * be its own then among the pools that are seen. Default: no.
     */
    public ProcessPoolBuilder jmx(boolean seen) {
        jmx = seen;
        return this;
    }

    /** Adds a listener; see there for the thread it is called on. */
    public ProcessPoolBuilder listener(PoolListener listener) {
        listeners = listeners.and(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Called with the process id when a worker is ready. */
    public ProcessPoolBuilder onProcessUp(LongConsumer callback) {
        Objects.requireNonNull(callback, "onProcessUp");
        return listener(new PoolListener() {
            @Override
            public void onProcessUp(long pid) {
                callback.accept(pid);
            }
        });
    }

    /** Called with the process id and the exit code (-1 if not known) when a worker has left. */
    public ProcessPoolBuilder onProcessDown(ProcessDown callback) {
        Objects.requireNonNull(callback, "onProcessDown");
        return listener(new PoolListener() {
            @Override
            public void onProcessDown(long pid, int exitCode, WorkerExit reason) {
                callback.accept(pid, exitCode);
            }
        });
    }

    /** What {@link #onProcessDown} calls. */
    @FunctionalInterface
    public interface ProcessDown {
        void accept(long pid, int exitCode);
    }

    /**
     * Runs in each worker that leaves in order, just before it does, with the process id that it sees and its exit code: on
     * the thread that ran its tasks, after the last of them and before the shutdown hooks of its JVM. It and they have 2 s; then
     * the worker is ended. What it throws is logged here. Not run where a worker is killed or ends by itself. Default: none.
     */
    public ProcessPoolBuilder onProcessExit(Task.Of2<Long, Integer, ?, ?> task) {
        onProcessExit = Objects.requireNonNull(task, "onProcessExit");
        return this;
    }

    /** As {@link #onProcessExit(Task.Of2)}; so that it need not return anything. */
    public ProcessPoolBuilder onProcessExit(Action.Of2<Long, Integer, ?> action) {
        return onProcessExit((Task.Of2<Long, Integer, ?, ?>) action);
    }

    /**
     * Whether the pool serves itself; if not, a host must: with {@link ProcessPool#poll}, or with a selector or an event loop
     * of its own and {@link ProcessPool#maintainPool}. Calls that block, for a result or a slot, drive the pool while they
     * wait. Default: yes.
     */
    public ProcessPoolBuilder threads(boolean own) {
        threads = own;
        processOptions.note("threads(false)", !own, Reason.NO_CHANNEL);
        return this;
    }

    /**
     * For how long a thread in {@link ProcessPool#apply apply}, and the worker that it has to itself, poll before they block:
     * for calls that follow one another closely, where to be woken takes longer than the task. It costs processor time: up to so
     * much of a processor for each call here, and for each task in the worker, spent for nothing where the other side takes
     * longer. Nobody polls unless this process has a processor for each that polls and each task under way, so two for one
     * caller; what other programs need is not known: leave it out where they are busy. Not with {@code threads(false)};
     * no effect in virtual threads, nor in workers with {@link #synack}. Zero to 1 ms; 20 us are a good
     * start. Default: zero, nobody polls.
     */
    public ProcessPoolBuilder spin(Duration atMost) {
        spin = Durations.requireWithin("spin", atMost, LONGEST_SPIN);
        processOptions.note("spin", !atMost.isZero(), Reason.NOT_READ);
        return this;
    }

    /**
     * With {@code threads(false)}: called, on any thread, when the host should call {@link ProcessPool#maintainPool} soon,
     * and look at {@link ProcessPool#channels} again; once until it does. That may be before {@link #build()} has returned,
     * after which a host comes by itself for the first time. Must not block, nor call the pool. Default: none, for hosts
     * that {@linkplain ProcessPool#poll poll} or come often enough.
     */
    public ProcessPoolBuilder hostWakeUp(Runnable call) {
        hostWakeUp = Objects.requireNonNull(call, "hostWakeUp");
        return this;
    }

    /**
     * Where a submit that waits for a slot ({@link #putLocks}, {@link TaskOptions#waitForSlot}) gets it from: a permit is
     * taken before the task is submitted and given back when it has its outcome. Pools may share a semaphore. Billiard's
     * {@code semaphore}. Default: one slot for each worker.
     */
    public ProcessPoolBuilder slots(Semaphore semaphore) {
        slots = Objects.requireNonNull(semaphore, "slots");
        return this;
    }

    /**
     * Whether submitting blocks until a slot is free, unless {@link TaskOptions#waitForSlot} says otherwise. A callback that
     * submits waits, too, and holds up those behind it; but not with {@link #synack}, where who holds the slots may wait for
     * them to be confirmed: there it takes one more than there are, and what ends next gives none back. Default: no.
     */
    public ProcessPoolBuilder putLocks(boolean wait) {
        putLocks = wait;
        return this;
    }

    /**
     * How many tasks may wait, beside one for each worker: so many, and the number of workers, may have no outcome; the chunks
     * of a map count by themselves. From 0. Default: any number.
     */
    public ProcessPoolBuilder queueLimit(int tasks) {
        queueLimit = atLeast("queueLimit", tasks, 0);
        return this;
    }

    /**
     * How many bytes all tasks without an outcome may have together, as they are sent; one that has more waits until it has
     * that to itself. From 1. Default: any number.
     */
    public ProcessPoolBuilder queueBytes(long bytes) {
        queueBytes = atLeast("queueBytes", bytes);
        return this;
    }

    /** What becomes of a task beyond {@link #queueLimit} or {@link #queueBytes}. Default: {@link WhenFull#BLOCK}. */
    public ProcessPoolBuilder whenFull(WhenFull policy) {
        whenFull = Objects.requireNonNull(policy, "whenFull");
        return this;
    }

    /**
     * What becomes of a task that is submitted while the pool's queue is full. Callbacks and listeners never wait, as others
     * wait for them: what they submit is taken beyond the limit, unless it is rejected.
     */
    public enum WhenFull {
        /** Submitting waits until there is room, in the order of those who came. The pool's end ends the wait. */
        BLOCK,

        /**
         * Submitting throws {@link dev.carom.error.QueueFullException}. A map is refused as a whole; an iterator, which
         * submits ahead of what was taken from it, submits less far ahead.
         */
        REJECT,

        /**
         * The task is taken, and submitting returns when it has its outcome; so each thread has one task beyond the limit at
         * most. An iterator does not wait.
         */
        CALLER_WAITS
    }

    /** Whether {@link Pool#restart()} may be called. Default: no. */
    public ProcessPoolBuilder allowRestart(boolean allow) {
        allowRestart = allow;
        return this;
    }

    /**
     * Whether a worker that has accepted a task waits until the pool confirms that: when the task's accept callback has
     * returned, or, {@linkplain #confirmByHand by hand}, when {@link ProcessPool#sendAck} says so. What the callback throws
     * refuses the task, which ends with a {@link dev.carom.error.RefusedTaskException}. A task that is refused, cancelled or
     * discarded until then never runs, and costs no worker. Default: no.
     */
    public ProcessPoolBuilder synack(boolean confirm) {
        synack = confirm;
        return this;
    }

    /**
     * With {@link #synack}: whether accepted tasks wait for {@link ProcessPool#sendAck}; the chunks of maps and iterators do
     * not, as they have no result of their own to name them by. Default: no.
     */
    public ProcessPoolBuilder confirmByHand(boolean byHand) {
        confirmByHand = byHand;
        return this;
    }

    /** With {@link #synack}: how long an accepted task waits to be confirmed before it is refused. Above zero. Default: 10 s. */
    public ProcessPoolBuilder confirmTimeout(Duration limit) {
        confirmTimeout = Durations.requirePositive("confirmTimeout", limit);
        return this;
    }

    /** Replaces a worker that has more resident memory after a task, in bytes (billiard: kB). From 1. Default: any. */
    public ProcessPoolBuilder maxMemoryPerChild(long bytes) {
        maxMemoryPerChild = atLeast("maxMemoryPerChild", bytes);
        processOptions.note("maxMemoryPerChild", true, Reason.SHARED_HEAP);
        return this;
    }

    /** Kills a worker that has more resident memory during a task, in bytes. From 1. Default: any. */
    public ProcessPoolBuilder hardMemoryPerChild(long bytes) {
        hardMemoryPerChild = atLeast("hardMemoryPerChild", bytes);
        processOptions.note("hardMemoryPerChild", true, Reason.SHARED_HEAP);
        return this;
    }

    /** What is done about threads that a task leaves running. Default: {@link LeftoverThreads#WARN}. */
    public ProcessPoolBuilder leftoverThreads(LeftoverThreads treatment) {
        leftoverThreads = Objects.requireNonNull(treatment, "leftoverThreads");
        processOptions.note("leftoverThreads", true, Reason.SHARED_THREADS);
        return this;
    }

    /** Replaces a worker after so long, up to a tenth earlier at random. Above zero. Default: never. */
    public ProcessPoolBuilder maxLifetime(Duration limit) {
        maxLifetime = Durations.requirePositive("maxLifetime", limit);
        return this;
    }

    /** Lets a worker go that had nothing to do for so long; it comes back with work. Above zero. Default: never. */
    public ProcessPoolBuilder idleTimeout(Duration limit) {
        idleTimeout = Durations.requirePositive("idleTimeout", limit);
        return this;
    }

    /**
     * Where callbacks and listeners run; it must run them one at a time, in order, and on threads of its own: one that runs
     * them where it is called would hold up the thread that serves workers, and those of several tasks would come in any order.
     * Default: a thread of the pool.
     */
    public ProcessPoolBuilder callbackExecutor(Executor executor) {
        callbackExecutor = Objects.requireNonNull(executor, "callbackExecutor");
        return this;
    }

    /**
     * The most bytes that an encoded task or result may have; 1 KiB to 1 GiB. 1 KiB more is let through, for what
     * describes a value: an array or text of just so many bytes passes, as an argument and as a result. Default: 64 MiB.
     */
    public ProcessPoolBuilder maxPayload(int bytes) {
        if (bytes < 1 << 10 || bytes > 1 << 30) {
            throw new IllegalArgumentException("maxPayload must be 1 KiB to 1 GiB, but is " + bytes + " bytes");
        }
        maxPayload = bytes;
        return this;
    }

    /**
     * The classes that results may hold, as patterns of {@link java.io.ObjectInputFilter}, for workers that run code that
     * is not trusted. Not asked of what is sent in a form of its own: numbers, boxed or not, text, {@code Duration},
     * {@code Instant}, {@code UUID}, {@code Optional}, arrays of primitives, and the usual collections, whose elements are
     * asked about. Let through in any case are {@code java.lang}, {@code java.math}, {@code java.time}, {@code java.util}
     * with {@code concurrent} and {@code atomic}, the common exceptions of {@code java.io}, and Carom's own classes. So what is
     * kept out is code of yours and of libraries; a number or a {@code List} cannot be. Default: any.
     */
    public ProcessPoolBuilder allowedResultClasses(String... patterns) {
        List<String> copy = List.of(Objects.requireNonNull(patterns, "allowedResultClasses"));
        ResultDecoder.checkPatterns("allowedResultClasses", copy);
        allowedClasses = copy;
        return this;
    }

    /**
     * Takes values that are not numbers, text, or collections of such to workers and back, where it can, in place of Java
     * serialization; see there. With {@link #allowedResultClasses} it must be one that keeps to that. Default: none.
     */
    public ProcessPoolBuilder codec(Codec taker) {
        codec = Objects.requireNonNull(taker, "codec");
        return this;
    }

    /**
     * How workers' processes are started. Billiard's {@code context}. Default: {@link WorkerLauncher#plain()}. For limits of the
     * operating system, another user or a sandbox see {@code dev.carom.launch.Confinement}.
     */
    public ProcessPoolBuilder launcher(WorkerLauncher workerLauncher) {
        launch.launcher(workerLauncher);
        processOptions.note("launcher", true, Reason.NO_PROCESS);
        return this;
    }

    /** The JDK or JRE whose {@code bin/java} runs the workers. Default: that of this process. */
    public ProcessPoolBuilder javaHome(Path home) {
        launch.javaHome(home);
        processOptions.note("javaHome", true, Reason.NO_PROCESS);
        return this;
    }

    /**
     * Further flags for the workers' JVMs, such as {@code -Xmx1g}; they win over Carom's own. Not where their code is: see
     * {@link #classPath}. Default: none.
     */
    public ProcessPoolBuilder jvmArgs(String... args) {
        launch.jvmArgs(List.of(Objects.requireNonNull(args, "jvmArgs")));
        processOptions.note("jvmArgs", true, Reason.NO_PROCESS);
        return this;
    }

    /**
     * The workers' class path: jars, directories, and {@code directory/*} for the jars in one. Carom's own code is added where
     * it is missing. What is not there is passed over, as by any JVM, and named in a warning; {@link #build()} refuses a class
     * path of which nothing is there. Default: the class path and module path of this process.
     */
    public ProcessPoolBuilder classPath(List<Path> entries) {
        launch.classPath(entries);
        processOptions.note("classPath", true, Reason.NO_PROCESS);
        return this;
    }

    /** Environment variables for the workers, over those of this process. Default: none. */
    public ProcessPoolBuilder environment(Map<String, String> variables) {
        launch.environment(variables);
        processOptions.note("environment", true, Reason.NO_PROCESS);
        return this;
    }

    /**
     * The only environment variables that workers inherit: names, or the begin of names with a {@code *} behind it, such as
     * {@code LC_*}. Those of {@link #environment} come on top. Default: all (but those that hold flags for JVMs), or what the
     * {@link #launcher} says.
     */
    public ProcessPoolBuilder environmentAllowList(String... names) {
        launch.environmentAllowList(List.of(Objects.requireNonNull(names, "environmentAllowList")));
        processOptions.note("environmentAllowList", true, Reason.NO_PROCESS);
        return this;
    }

    /** The workers' working directory, which must be one. Default: that of this process. */
    public ProcessPoolBuilder workingDirectory(Path directory) {
        launch.workingDirectory(directory);
        processOptions.note("workingDirectory", true, Reason.NO_PROCESS);
        return this;
    }

    /** Where workers' output goes. Default: {@link WorkerOutput#FORWARD}. */
    public ProcessPoolBuilder output(WorkerOutput destination) {
        launch.output(destination);
        processOptions.note("output", true, Reason.SHARED_OUTPUT);
        return this;
    }

    /**
     * Whether workers start from an archive of their classes (class-data sharing), which saves a third to a half of that time.
     * Default: yes. A pool that finds none has one made a second after its first worker is ready, by a process of low
     * priority; it is used by all workers that start after that, of later pools too, until the class path or the JDK
     * changes. It holds the jars before the first directory of the class path, Carom's own among them: that is put first.
     * There is none where Carom is in a directory, or behind one in a jar that holds more than Carom.
     */
    public ProcessPoolBuilder classDataArchive(boolean use) {
        launch.classDataArchive(use);
        processOptions.note("classDataArchive", true, Reason.NO_PROCESS);
        return this;
    }

    /**
     * Where {@linkplain #classDataArchive class-data archives} are kept, the last 10 that were used. Only this user should
     * be able to write there. Not with {@code classDataArchive(false)}. Default: {@code carom/class-data} in
     * {@code $XDG_CACHE_HOME} or {@code ~/.cache}.
     */
    public ProcessPoolBuilder classDataDirectory(Path directory) {
        launch.classDataDirectory(directory);
        processOptions.note("classDataDirectory", true, Reason.NO_PROCESS);
        return this;
    }

    /**
     * Starts the pool. Returns once every worker's process was started, or failed to; does not wait until they are ready.
     *
     * @throws IllegalArgumentException if options contradict each other; if the codec cannot keep to
     *     {@link #allowedResultClasses}
     * @throws dev.carom.error.LaunchException if a process could not be started, or this one is itself a worker of a pool
     *     in a worker, and so on, five deep; then nothing is left running
     * @throws dev.carom.error.TaskEncodingException if the initializer, the exit hook or the codec cannot be encoded
     * @throws IllegalStateException if JMX has a pool of this name, with {@code jmx(true)}; if a
     *     {@link dev.carom.context.ContextCarrier} is there that cannot be loaded; if this JVM is shutting down
     */
    public ProcessPool build() {
        check();
        String poolName = poolName();
        LaunchConfig launchConfig = launch.build(poolName, processes);
        Cleaner forgotten = Forgotten.cleaner(poolName);
        return new ProcessPool(PoolRuntime.start(engineConfig(PREFETCH), runtimeConfig(poolName), launchConfig), forgotten);
    }

    /**
     * Starts a pool of threads of this JVM with the same options, for tests and for debugging.
     *
     * @throws IllegalArgumentException if options contradict each other, or an option was given that threads cannot have:
     *     memory limits, {@code leftoverThreads}, {@code output}, {@code threads(false)}, {@link SoftTimeout#RAISE}, and all
     *     that is about the process of a worker
     * @throws dev.carom.error.LaunchException if a thread could not be started; then nothing is left running
     * @throws dev.carom.error.TaskEncodingException if the initializer, the exit hook or the codec cannot be encoded
     */
    public ThreadPool buildThreads() {
        check();
        processOptions.requireNone();
        String poolName = poolName();
        Cleaner forgotten = Forgotten.cleaner(poolName);
        return new ThreadPool(PoolRuntime.startThreads(engineConfig(ONE_AT_A_TIME), runtimeConfig(poolName)), forgotten);
    }

    private String poolName() {
        return name == null ? Nesting.place() + "pool-" + NUMBERS.incrementAndGet() : name;
    }

    private void check() {
        Durations.requireSoftBelowHard(softTimeout, timeout);
        Durations.requireStallBelowHard(stallTimeout, timeout);
        if (!enableTimeouts && (softTimeout != null || timeout != null || stallTimeout != null)) {
            throw new IllegalArgumentException("enableTimeouts(false) contradicts timeout, softTimeout and stallTimeout");
        }
        if (maxTasksPerChildJitter > 0 && maxTasksPerChild == 0) {
            throw new IllegalArgumentException("maxTasksPerChildJitter (" + maxTasksPerChildJitter
                    + ") needs a maxTasksPerChild above it, which it is taken off");
        }
        if (maxTasksPerChildJitter > 0 && maxTasksPerChildJitter >= maxTasksPerChild) {
            throw new IllegalArgumentException("maxTasksPerChildJitter (" + maxTasksPerChildJitter
                    + ") must be below maxTasksPerChild (" + maxTasksPerChild + ")");
        }
        if (hardMemoryPerChild > 0 && maxMemoryPerChild >= hardMemoryPerChild) {
            throw new IllegalArgumentException("maxMemoryPerChild (" + maxMemoryPerChild
                    + ") must be below hardMemoryPerChild (" + hardMemoryPerChild + "), or it could never strike");
        }
        if (confirmByHand && !synack) {
            throw new IllegalArgumentException("confirmByHand needs synack(true): other tasks do not wait to be confirmed");
        }
        if (confirmTimeout != null && !synack) {
            throw new IllegalArgumentException(
                    "confirmTimeout (" + confirmTimeout + ") needs synack(true): other tasks do not wait to be confirmed");
        }
        if (whenFull != null && queueLimit < 0 && queueBytes == 0) {
            throw new IllegalArgumentException("whenFull (" + whenFull + ") needs a queueLimit or queueBytes");
        }
        if (hostWakeUp != null && threads) {
            throw new IllegalArgumentException("hostWakeUp calls the host of a pool with threads(false)");
        }
        if (!spin.isZero() && !threads) {
            throw new IllegalArgumentException(
                    "spin with threads(false) polls nothing: whoever drives the pool waits in its selector");
        }
        if (synack && !threads && callbackExecutor != null) {
            throw new IllegalArgumentException("synack with threads(false) confirms in poll(): leave callbackExecutor out");
        }
    }

    private EngineConfig engineConfig(int prefetch) {
        boolean replaces = timeout != null || softTimeout != null || stallTimeout != null || maxTasksPerChild > 0 || maxMemoryPerChild > 0
                || hardMemoryPerChild > 0 || maxLifetime != null;
        return new EngineConfig(
                processes,
                spares >= 0 ? spares : replaces ? 1 : 0,
                lostWorkerTimeout.toNanos(),
                new EngineConfig.Lifespan(maxTasksPerChild, maxTasksPerChildJitter, maxMemoryPerChild, hardMemoryPerChild,
                        nanos(maxLifetime), nanos(idleTimeout), recycleAfterRaise),
                maxRestarts >= 0 ? maxRestarts : (int) Math.min(Integer.MAX_VALUE, 100L * processes),
                maxRestartFrequency.toNanos(),
                startTimeout.toNanos(),
                stackWait.toNanos(),
                synack ? confirmTimeout().toNanos() : 0,
                prefetch,
                ProcessPool.cpuCount(),
                ThreadLocalRandom.current().nextLong());
    }

    private Duration confirmTimeout() {
        return confirmTimeout == null ? DEFAULT_CONFIRM_TIMEOUT : confirmTimeout;
    }

    private RuntimeConfig runtimeConfig(String poolName) {
        return new RuntimeConfig(poolName, threads, hostWakeUp,
                new RuntimeConfig.Timeouts(enableTimeouts, softTimeout, timeout, stallTimeout), softTimeoutMode,
                leftoverThreads, allowRestart, new RuntimeConfig.Admission(putLocks, slots, queueLimit()),
                synack ? new RuntimeConfig.Confirmation(confirmByHand, confirmTimeout()) : null,
                maxMemoryPerChild > 0 || hardMemoryPerChild > 0,
                initializer, onProcessExit, maxPayload, allowedClasses, codec, jmx, spin,
                listeners.all().isEmpty() ? null : listeners, callbackExecutor);
    }

    private RuntimeConfig.@Nullable QueueLimit queueLimit() {
        return queueLimit < 0 && queueBytes == 0
                ? null
                : new RuntimeConfig.QueueLimit(queueLimit, queueBytes, whenFull == null ? WhenFull.BLOCK : whenFull);
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toNanos();
    }

    private static int workers(String option, int value, int least) {
        if (value > EngineConfig.MOST_WORKERS) {
            throw new IllegalArgumentException(option + " must be " + least + " to 10,000, but is " + value);
        }
        return atLeast(option, value, least);
    }

    private static int atLeast(String option, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(option + " must be " + least + " or more, but is " + value);
        }
        return value;
    }

    private static long atLeast(String option, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " must be 1 byte or more, but is " + value);
        }
        return value;
    }
}
