package dev.carom.internal.runtime;

import dev.carom.error.LaunchException;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.ExitFacts;
import dev.carom.internal.process.ExitReport;
import dev.carom.internal.process.PoolDirectory;
import dev.carom.internal.process.ProcessLauncher;
import dev.carom.internal.process.WorkerProcess;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what the engine wants done to processes: on one platform thread that lives as long as the pool, as a
 * parent-death signal is tied to the thread that forked. Kills are handed on at once, so that none waits behind a launch.
 */
final class Launcher {
    private record Order(Action action, WorkerLink link) {}

    private static final Order END = new Order(new Action.Spawn(-1), new WorkerLink(-1, 0));

    private final String pool;
    private final EngineGate gate;
    private final IoLoop io;
    private final ProcessLauncher processes;
    private final PoolDirectory directory;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final Thread thread;

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

    /** Queues an order; does not block. */
    void order(Action action, WorkerLink link) {
        if (action instanceof Action.Kill && link.process() != null) {
            kill(link.process());
        } else {
            orders.add(new Order(action, link));
        }
    }

    /** Lets the thread end once it has carried out what was ordered, and waits for that. */
    void close() throws InterruptedException {
        orders.add(END);
        thread.join();
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    private void run() {
        try {
            for (Order order = orders.take(); order != END; order = orders.take()) {
                carryOut(order);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the launcher of pool " + pool, e);
        }
    }

    private void carryOut(Order order) {
        WorkerLink link = order.link();
        WorkerProcess process = link.process();
        try {
            if (order.action() instanceof Action.Spawn) {
                spawn(link);
            } else if (order.action() instanceof Action.Release) {
                link.close();
                Files.deleteIfExists(directory.socket(link.id()));
            } else if (process != null) {
                act(order.action(), process);
            }
        } catch (IOException | RuntimeException e) {
            Log.LOG.log(Level.ERROR, "pool=" + pool + " worker=" + link.id() + ": " + order.action() + " failed", e);
        }
    }

    private void act(Action action, WorkerProcess process) {
        if (action instanceof Action.Kill) {
            kill(process);
        } else if (action instanceof Action.Signal signal) {
            process.signal(signal.signal());
        } else if (action instanceof Action.SampleMemory sample) {
            gate.post(new Event.MemorySampled(sample.worker(), process.rss()));
        }
    }

    private void kill(WorkerProcess process) {
        processes.killAsync(process);
    }

    private void spawn(WorkerLink link) {
        int worker = link.id();
        WorkerProcess process = null;
        try {
            Path socket = directory.socket(worker);
            listen(socket, link);
            process = processes.launch(worker, socket, link.secret() + ' ' + socket);
            WorkerProcess launched = process;
            gate.post(new Event.Spawned(worker, launched.pid()));
            launched.exit().thenAccept(report -> gate.post(new Event.Exited(worker, facts(report, link))));
        } catch (LaunchException e) {
            gate.post(new Event.SpawnFailed(worker, true, e.getMessage(), e));
        } catch (IOException | RuntimeException e) {
            LaunchException failure = new LaunchException("worker " + worker + " could not be started: " + e, e);
            gate.post(new Event.SpawnFailed(worker, false, failure.getMessage(), failure));
        } finally {
            link.launched(process);
        }
    }

    private void listen(Path socket, WorkerLink link) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            Files.deleteIfExists(socket);
            listener.bind(UnixDomainSocketAddress.of(socket));
            listener.configureBlocking(false);
            Reception reception = new Reception(listener, link, Files.getOwner(socket));
            link.awaited(reception);
            io.listen(listener, reception);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /** Adds what the worker itself said of its leaving. */
    private static ExitFacts facts(ExitReport report, WorkerLink link) {
        List<String> output = new ArrayList<>(report.output());
        @Nullable String leaving = link.leaving();
        if (leaving != null) {
            output.add(leaving);
        }
        return new ExitFacts(report.exitCode(), report.diagnosis(), report.configurationError(), output,
                report.crashReport(), report.peakRss());
    }
}
