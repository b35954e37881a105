package dev.carom.internal.runtime;

import dev.carom.WorkerExit;
import dev.carom.error.LaunchException;
import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.ExitFacts;
import dev.carom.internal.engine.Outcome;
import dev.carom.internal.results.Source;
import dev.carom.internal.threads.Parent;
import dev.carom.internal.threads.ThreadWorker;
import dev.carom.internal.threads.WorkerSetup;
import dev.carom.internal.wire.ExitCode;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.StackDump;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The thread behind one of the engine's workers. What is sent to it is there at once; {@link #flush} has it looked at.
 *
 * <p>The engine's lock decides what is heard of it: under that its kill is ordered, and with the order it is abandoned; and
 * what it says is entered under that, or dropped if it is abandoned. So what the engine has not heard of never began.
 */
final class ThreadLink implements Link, Parent {
    /** Of what was killed, as it has none. */
    private static final int NO_EXIT_CODE = -1;

    private final int id;
    private final EngineGate gate;
    private final ThreadWorkers workers;
    private final ResultDecoder decoder;
    private final ThreadWorker worker;
    private final CountDownLatch launched = new CountDownLatch(1);

    private final SentTemplates templates = new SentTemplates();

    /** What is to be done without that lock: added under it. */
    private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();

    private volatile boolean hasLeft;

    ThreadLink(int id, EngineGate gate, ThreadWorkers workers, ResultDecoder decoder, WorkerSetup setup) {
        this.id = id;
        this.gate = gate;
        this.workers = workers;
        this.decoder = decoder;
        this.worker = new ThreadWorker(setup, id, this);
    }

    Thread thread() {
        return worker.thread();
    }

    // ---- what the engine wants

    @Override
    public void order(Action action) {
        if (action instanceof Action.Spawn) {
            workers.order(this::start);
        } else if (action instanceof Action.Kill || action instanceof Action.Signal) {
            worker.abandon();
            workers.order(this::kill);
        } // Nothing is held for a thread that would be released, and its memory is not its own.
    }

    private void start() {
        try {
            worker.start();
        } catch (OutOfMemoryError e) {
            LaunchException failure = new LaunchException("no thread can be started for worker " + id
                    + ": this process is out of memory or threads (" + e.getMessage() + ")", e);
            workers.failed(failure);
            gate.post(new Event.SpawnFailed(id, false, failure.getMessage(), failure));
        } finally {
            launched.countDown();
        }
    }

    private void kill() {
        workers.abandoned(worker.thread());
        if (hasLeft) {
            workers.left(worker.thread()); // guards against having left before it was noted
        }
        gate.post(end(new ExitFacts(NO_EXIT_CODE, WorkerExit.EXITED, false, List.of(), null, 0)));
        workers.interrupt(worker::interrupt);
    }

    private List<Event> end(ExitFacts facts) {
        return List.of(new Event.ChannelEnded(id, null), new Event.Exited(id, facts));
    }

    private void say(Event... events) {
        say(List.of(events));
    }

    private void say(List<Event> events) {
        gate.post(events, worker::isAbandoned);
    }

    @Override
    public void addTask(Action.SendTask action, TaskEncoder encoder) {
        byte[] payload = templates.payload(action, encoder, worker::define).bytes();
        worker.deliver(action.attempt(), Outgoing.of(action.task()).header(action.delivery()), payload);
    }

    @Override
    public void add(FrameType type, long attempt, byte[] body) {
        switch (type) {
            case REVOKE -> {
                if (worker.revoke(attempt)) {
                    later.add(() -> returned(attempt));
                }
            }
            case CONFIRM -> worker.confirm(attempt, body[0] == 1);
            case SOFT_LIMIT -> later.add(() -> workers.interrupt(() -> worker.strike(attempt)));
            case DUMP -> later.add(() -> {
                StackDump dump = worker.dump();
                say(new Event.StackTaken(id, attempt, dump, dump::place));
            });
            case EXIT -> worker.close().forEach(left -> later.add(() -> returned(left)));
            default -> throw new IllegalArgumentException("a worker is not sent a " + type);
        }
    }

    /** All that it has recorded it has said. */
    @Override
    public void lookWhenFlushed() {}

    @Override
    public void flush() {
        for (Runnable next = later.poll(); next != null; next = later.poll()) {
            next.run();
        }
        worker.wake();
    }

    @Override
    public @Nullable Source flushAndBorrow() {
        flush();
        return null;
    }

    @Override
    public void awaitStart() throws InterruptedException {
        launched.await();
    }

    /** A thread ends with its JVM. */
    @Override
    public void abandon() {}

    // ---- what the worker says

    @Override
    public void started() {
        long thread = worker.thread().getId();
        say(new Event.Spawned(id, thread), new Event.Connected(id, thread));
    }

    @Override
    public void ready() {
        say(new Event.Ready(id, 0));
    }

    @Override
    public void startFailed(byte[] throwable) {
        say(new Event.StartFailed(id, new WorkerReply(FrameType.START_FAILED, throwable)));
    }

    @Override
    public void accepted(long attempt) {
        say(new Event.Accepted(id, attempt));
    }

    @Override
    public void returned(long attempt) {
        say(new Event.Returned(id, attempt));
    }

    @Override
    public void progressed(long attempt, byte[] value) {
        say(new Event.Progress(id, attempt, value));
    }

    @Override
    public void finished(long attempt, FrameType type, byte[] body, long elapsedNanos) {
        Outcome.Reported outcome =
                type == FrameType.RESULT ? new Answer(decoder, body, 0, List.of()) : new WorkerReply(type, body);
        say(new Event.Finished(id, attempt, outcome, elapsedNanos, 0));
    }

    @Override
    public void left(@Nullable Throwable bug) {
        hasLeft = true;
        workers.left(worker.thread());
        if (bug == null) {
            say(end(new ExitFacts(ExitCode.ORDERLY, WorkerExit.EXITED, false, List.of(), null, 0)));
        } else {
            WorkerExit cause = bug instanceof OutOfMemoryError ? WorkerExit.HEAP_OOM : WorkerExit.PROTOCOL;
            say(end(new ExitFacts(NO_EXIT_CODE, cause, false, List.of("(carom: its thread failed: " + bug + ")"), null, 0)));
        }
    }
}
