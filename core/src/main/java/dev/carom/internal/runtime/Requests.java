package dev.carom.internal.runtime;

import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.results.PoolPort;
import dev.carom.internal.results.Submission;
import java.util.function.BooleanSupplier;

/** What results ask of their pool. */
final class Requests implements PoolPort {
    private final String pool;
    private final EngineGate gate;
    private final Workers workers;
    private final Driver driver;
    private final CallbackQueue callbacks;
    private final boolean hostDriven;

    Requests(String pool, EngineGate gate, Workers workers, Driver driver, CallbackQueue callbacks, boolean hostDriven) {
        this.pool = pool;
        this.gate = gate;
        this.workers = workers;
        this.driver = driver;
        this.callbacks = callbacks;
        this.hostDriven = hostDriven;
    }

    @Override
    public String pool() {
        return pool;
    }

    @Override
    public boolean cancel(Submission submission, boolean mayInterruptIfRunning) {
        EngineTask task = (EngineTask) submission.bound();
        return task != null && gate.cancel(task, mayInterruptIfRunning);
    }

    @Override
    public void terminate(Submission submission, int signal) {
        workers.requireSignal(signal);
        EngineTask task = (EngineTask) submission.bound();
        if (task != null) {
            gate.request(new Event.Terminate(task, signal));
        }
    }

    @Override
    public void discard(Submission submission) {
        EngineTask task = (EngineTask) submission.bound();
        if (task != null) {
            gate.request(new Event.Discard(task));
        }
    }

    @Override
    public void callback(Runnable callback) {
        callbacks.execute(callback);
        driver.callersTold();
    }

    @Override
    public boolean inCallback() {
        return callbacks.isRunBy(Thread.currentThread());
    }

    @Override
    public boolean hostDriven() {
        return hostDriven;
    }

    @Override
    public boolean drive(BooleanSupplier met, long nanos) throws InterruptedException {
        return driver.drive(met, nanos);
    }

    @Override
    public void met() {
        driver.callersTold();
    }
}
