package dev.carom.internal.runtime;

import dev.carom.error.LaunchException;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.ExitFacts;
import dev.carom.internal.process.ExitReport;
import dev.carom.internal.process.PoolDirectory;
import dev.carom.internal.process.ProcessLauncher;
import dev.carom.internal.process.Shortage;
import dev.carom.internal.process.WorkerProcess;
import dev.carom.internal.wire.StreamJournal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what the engine wants done to processes: on one platform thread that lives as long as the pool, as a
 * parent-death signal is tied to the thread that forked. Kills are handed on at once, so that none waits behind a launch.
 * Where a host drives the pool there is no other thread: then this one kills, too, and goes round between its orders to look
 * after the workers.
 */
final class Launcher {
    /** How long the rounds pause where there is nothing to do: longer each time, up to this. */
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long PAUSE_STEP = TimeUnit.MILLISECONDS.toNanos(1);

    /** Cleaners of temporary directories leave alone what is younger than days. */
    private static final long RENEWAL = TimeUnit.HOURS.toNanos(1);

    private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();

    private final String pool;
    private final EngineGate gate;
    private final IoLoop io;
    private final ProcessLauncher processes;
    private final PoolDirectory directory;
    private final Thread thread;

    private volatile @Nullable LaunchException firstFailure;

    /** Only for its own thread. */
    private boolean ended;

    Launcher(String pool, EngineGate gate, IoLoop io, ProcessLauncher processes, PoolDirectory directory) {
        this.pool = pool;
        this.gate = gate;
        this.io = io;
        this.processes = processes;
        this.directory = directory;
        this.thread = new Thread(this::run, "carom-" + pool + "-launcher");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Why a process could not be started, for the first time that one could not; null if all could. */
    @Nullable LaunchException firstFailure() {
        return firstFailure;
    }

    /** Whether the classes that this worker loads will be in the class-data archive. */
    boolean isRecorded(int worker) {
        return processes.isRecorded(worker);
    }

    /** Queues an order; does not block. */
    void order(Action action, WorkerLink link) {
        WorkerProcess process = link.process();
        if (action instanceof Action.Kill && process != null && processes.killsByThread()) {
            kill(process);
        } else {
            orders.add(() -> carryOut(action, link));
        }
    }

    /** Queues something else for the thread; does not block. */
    void execute(Runnable order) {
        orders.add(order);
    }

    /** Waits until all that was ordered is carried out, or the thread has ended; for so many looks at most. */
    void awaitOrders(int looks) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        orders.add(done::countDown);
        for (int look = 0; look < looks && thread.isAlive(); look++) {
            if (done.await(PoolRuntime.LOOK_AGAIN, TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    /** Lets the thread end once it has carried out what was ordered, and waits for that, but not on the thread itself. */
    void close() throws InterruptedException {
        orders.add(() -> ended = true);
        if (Thread.currentThread() != thread) {
            thread.join();
        }
    }

    private void run() {
        long pause = 0;
        long renewed = System.nanoTime();
        try {
            while (!ended) {
                Runnable order = next(processes.needsRounds() ? pause : RENEWAL);
                pause = turn(order) ? 0 : Math.min(pause + PAUSE_STEP, LONGEST_PAUSE);
                if (System.nanoTime() - renewed > RENEWAL) {
                    turn(directory::renew);
                    renewed = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the launcher of pool " + pool, e);
        }
    }

    /** Null where none came, or there was no memory to wait for it. */
    private @Nullable Runnable next(long nanos) throws InterruptedException {
        try {
            return orders.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    /** Whatever fails, the thread goes on: workers die with it, and no other would be started. */
    private boolean turn(@Nullable Runnable order) {
        try {
            if (order != null) {
                order.run();
            }
            return processes.goRound();
        } catch (RuntimeException | Error e) {
            Log.LOG.log(Level.ERROR, "pool=" + pool + ": its launcher failed, and goes on", e);
            return false;
        }
    }

    /** What fails of it is of this worker alone. */
    private void carryOut(Action action, WorkerLink link) {
        WorkerProcess process = link.process();
        try {
            if (action instanceof Action.Spawn) {
                spawn(link);
            } else if (action instanceof Action.Release) {
                release(link);
            } else if (process != null) {
                act(action, process);
            }
        } catch (RuntimeException | Error e) {
            Log.LOG.log(Level.ERROR, "pool=" + pool + " worker=" + link.id() + ": " + action + " failed", e);
        }
    }

    private void release(WorkerLink link) {
        link.close();
        io.wakeUp(); // a channel that is registered is closed by the selector's next look
        try {
            directory.dismiss(link.id());
        } catch (IOException e) {
            Log.LOG.log(Level.WARNING, "pool={0} worker={1}: its directory cannot be deleted before the pool ends: {2}", pool,
                    Integer.toString(link.id()), e + Shortage.remedy(e));
        }
    }

    private void act(Action action, WorkerProcess process) {
        if (action instanceof Action.Kill) {
            kill(process);
        } else if (action instanceof Action.Signal signal) {
            process.signal(signal.signal());
        } else if (action instanceof Action.SampleMemory sample) {
            gate.post(new Event.MemorySampled(sample.worker(), process.rss()));
        } else if (action instanceof Action.Examine examine) {
            process.activity().ifPresent(known -> gate.post(
                    new Event.Examined(examine.worker(), known.stopped(), known.ran(), known.waited())));
        }
    }

    private void kill(WorkerProcess process) {
        try {
            processes.killAsync(process);
        } catch (OutOfMemoryError e) { // the reaper has no thread: it is this one's turn
            orders.add(() -> strike(process));
        }
    }

    /** Where this process lacks descriptors or memory for that, it is done again. */
    private void strike(WorkerProcess process) {
        if (!process.strike()) {
            LockSupport.parkNanos(PAUSE_STEP);
            kill(process);
        }
    }

    private void spawn(WorkerLink link) {
        int worker = link.id();
        WorkerProcess process = null;
        try {
            link.prepare();
            Path socket = directory.socket(worker);
            listen(socket, link);
            WorkerProcess launched = processes.launch(worker, socket);
            process = launched;
            gate.post(new Event.Spawned(worker, launched.pid()));
            launched.exit().whenComplete((report, failure) -> exited(link, report, failure));
            link.launched(launched);
            // Last, so that it connects when all of this is known.
            launched.hand(link.secret() + ' ' + socket);
        } catch (LaunchException e) {
            failed(worker, !ProcessLauncher.mayPass(e), e);
        } catch (IOException | RuntimeException | Error e) {
            if (process != null) {
                kill(process); // nobody will hear of its exit
            }
            failed(worker, false, new LaunchException(e + Shortage.remedy(e), e));
        } finally {
            link.launched(process);
        }
    }

    private void failed(int worker, boolean permanent, LaunchException failure) {
        if (firstFailure == null) {
            firstFailure = failure;
        }
        gate.post(new Event.SpawnFailed(worker, permanent, failure.getMessage(), failure));
    }

    private void listen(Path socket, WorkerLink link) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            directory.admit(link.id());
            Files.deleteIfExists(socket);
            listener.bind(UnixDomainSocketAddress.of(socket));
            directory.give(socket);
            listener.configureBlocking(false);
            Reception reception = new Reception(listener, link, Files.getOwner(socket), StreamJournal.beside(socket));
            link.awaited(reception);
            io.listen(listener, reception);
        } catch (IOException e) {
            listener.close();
            throw new IOException("its socket " + socket + " cannot be made: " + e, e);
        } catch (RuntimeException | Error e) {
            listener.close();
            throw e;
        }
    }

    private void exited(WorkerLink link, @Nullable ExitReport report, @Nullable Throwable failure) {
        ExitFacts facts = report == null
                ? ExitFacts.unknown().with(List.of("(carom: how it exited could not be found out: " + failure + ")"))
                : new ExitFacts(report.exitCode(), report.diagnosis(), report.configurationError(), report.output(),
                        report.crashReport(), report.peakRss());
        Peer peer = link.peer();
        try {
            if (peer != null && report != null) {
                peer.readRest();
            } else if (peer != null) {
                peer.giveUp("how it exited could not be found out: " + failure);
            }
        } finally {
            gate.post(new Event.Exited(link.id(), facts));
        }
    }
}
