package dev.carom.internal.runtime;

import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineConfig;
import dev.carom.internal.engine.EngineConfig.Lifespan;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.PoolEngine;
import dev.carom.internal.results.Source;
import dev.carom.internal.results.Submission;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.FrameType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A gate whose engine is real, and what it says is noted. */
class GateWorld implements EngineGate.Targets {
    final TaskEncoder encoder = new TaskEncoder(1 << 20);
    final EngineGate gate;
    final ConcurrentLinkedQueue<Action> told = new ConcurrentLinkedQueue<>();
    final List<Action> untold = new ArrayList<>();
    final List<Throwable> bugs = new ArrayList<>();
    final Map<Integer, Link> links = new ConcurrentHashMap<>();
    /** How often whoever serves deadlines was called. */
    int calls;

    /** @param confirmTimeout in seconds; 0 for no synack */
    GateWorld(int processes, long confirmTimeout) {
        long minute = TimeUnit.MINUTES.toNanos(1);
        gate = new EngineGate(new PoolEngine(new EngineConfig(processes, 0, minute, Lifespan.UNLIMITED, 20, minute, minute, 0,
                TimeUnit.SECONDS.toNanos(confirmTimeout), 1, processes, 1)), encoder, this);
    }

    private static final InvocationHandler NOBODY = (proxy, method, args) -> method.getReturnType() == boolean.class ? true : null;
    private static final Outgoing.Terms TERMS = Outgoing.Terms.of(1, null, null, null, null, false);

    /** One whose caller is nobody. */
    static EngineTask task(EncodedTask payload) {
        return task(payload, NOBODY);
    }

    /** One whose caller answers the engine like that. */
    static EngineTask task(EncodedTask payload, InvocationHandler caller) {
        return new Outgoing(submission(caller), payload, TERMS);
    }

    static EngineTask task() {
        return task(new EncodedTask(new byte[0], new int[0]));
    }

    /** One whose caller is to wait for it. */
    static CalledOutgoing call() {
        return new CalledOutgoing(submission(NOBODY), new EncodedTask(new byte[0], new int[0]), TERMS);
    }

    private static Submission submission(InvocationHandler caller) {
        return (Submission) Proxy.newProxyInstance(
                Submission.class.getClassLoader(), new Class<?>[] {Submission.class}, caller);
    }

    /** The way to a worker 1 without a process. */
    static WorkerLink link() {
        WorkerLink link = new WorkerLink(1, false, 1024, null);
        link.prepare();
        return link;
    }

    /** Starts all workers, and has them idle. */
    void startWorkers() {
        gate.start();
        for (int worker : links.keySet()) {
            gate.post(List.of(
                    new Event.Spawned(worker, worker), new Event.Connected(worker, worker), new Event.Ready(worker, 0)));
        }
    }

    /** That attempt of it which a {@link NotingLink} was sent. */
    Action.SendTask sent(EngineTask task) {
        return links.values().stream()
                .flatMap(link -> ((NotingLink) link).flushed.stream())
                .filter(Action.SendTask.class::isInstance)
                .map(Action.SendTask.class::cast)
                .filter(sent -> sent.task() == task)
                .findFirst()
                .orElseThrow();
    }

    boolean hasOutcome(EngineTask task) {
        return told.stream().anyMatch(action -> action instanceof Action.Complete complete && complete.task() == task);
    }

    @Override
    public Link link(int worker, boolean spare) {
        Link link = makeLink(worker);
        links.put(worker, link);
        return link;
    }

    Link makeLink(int worker) {
        return new NotingLink();
    }

    @Override
    public void forCallers(Action action) {
        told.add(action);
    }

    @Override
    public void callersTold() {}

    @Override
    public void deadlineMoved() {
        calls++;
    }

    @Override
    public void untold(Action action, Throwable bug) {
        untold.add(action);
    }

    @Override
    public void failed(Throwable bug) {
        bugs.add(bug);
    }

    /** Takes note of what would be sent. */
    static class NotingLink implements Link {
        final List<Object> flushed = new ArrayList<>();
        private final List<Object> added = new ArrayList<>();

        @Override
        public void order(Action action) {}

        @Override
        public void addTask(Action.SendTask action, TaskEncoder encoder) {
            added.add(action);
        }

        @Override
        public void add(FrameType type, long attempt, byte[] body) {
            added.add(type);
        }

        @Override
        public void lookWhenFlushed() {}

        @Override
        public void flush() {
            flushed.addAll(added);
            added.clear();
        }

        @Override
        public Source flushAndBorrow() {
            flush();
            return null;
        }

        @Override
        public void awaitStart() {}

        @Override
        public void abandon() {}
    }
}
