package dev.carom.internal.threads;

import dev.carom.Task;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.error.TaskDecodingException;
import dev.carom.internal.codec.PayloadDecoder;
import dev.carom.internal.context.Carriers;
import dev.carom.internal.context.Restored;
import dev.carom.internal.text.SteadyLog;
import dev.carom.internal.threads.ThreadWorker.Definition;
import dev.carom.internal.threads.ThreadWorker.Delivery;
import dev.carom.internal.threads.ThreadWorker.Item;
import dev.carom.internal.wire.ExitCode;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.worker.TaskContext;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the thread of a worker does: the initializer, then one attempt after the other, then the exit hook. */
final class TaskThread extends Thread implements TaskContext.Carrier {
    private static final System.Logger LOG = SteadyLog.of("dev.carom");

    private final ThreadWorker worker;
    private final WorkerSetup setup;
    private final String name;
    private final Parent parent;
    private final PayloadDecoder decoder;

    TaskThread(ThreadWorker worker, WorkerSetup setup, int number, Parent parent) {
        super(null, null, name(setup, number), 0, false); // made by any thread: nothing of that is inherited
        this.worker = worker;
        this.setup = setup;
        this.name = name(setup, number);
        this.parent = parent;
        this.decoder = new PayloadDecoder().use(setup.codec());
        setDaemon(true);
        restore();
    }

    private static String name(WorkerSetup setup, int number) {
        return "carom-" + setup.pool() + "-thread-" + number;
    }

    @Override
    public @Nullable TaskContext taskContext() {
        return worker.current();
    }

    @Override
    public boolean interruptEndsAttempt() {
        return worker.interruptEndsAttempt();
    }

    /** What tasks may have changed. */
    private void restore() {
        setName(name);
        setPriority(NORM_PRIORITY);
        setContextClassLoader(setup.loader());
    }

    @Override
    public void run() {
        Throwable bug = null;
        try {
            parent.started();
            if (!initialize()) {
                return;
            }
            parent.ready();
            boolean goesOn = true;
            while (goesOn) {
                Item item = worker.take();
                goesOn = item != null && step(item);
                restore();
            }
            runExitHook();
        } catch (RuntimeException | Error e) { // of Carom's own: that of tasks is caught where they run
            bug = e;
        } finally {
            parent.left(bug);
        }
    }

    /** False if it failed, or the worker was abandoned meanwhile. */
    private boolean initialize() {
        if (setup.initializer().length == 0) {
            return true;
        }
        Throwable failure = null;
        if (!worker.enterTask(null)) {
            return false;
        }
        try {
            ((Task<?, ?>) decoder.decode(ByteBuffer.wrap(setup.initializer()))).call();
        } catch (Throwable thrown) {
            failure = thrown instanceof TaskDecodingException d && d.getCause() != null ? d.getCause() : thrown;
        }
        if (worker.enterLoop() && failure != null) {
            parent.startFailed(Reply.throwable(failure, setup.maxPayload()));
        }
        return failure == null;
    }

    /** False if this thread has to end. */
    private boolean step(Item item) {
        if (item instanceof Definition definition) {
            try {
                decoder.define(definition.template(), definition.definition());
            } catch (ProtocolException e) {
                throw new IllegalStateException("template " + definition.template() + " cannot be defined", e);
            }
            return true;
        }
        Delivery delivery = (Delivery) item;
        long attempt = delivery.attempt();
        parent.accepted(attempt);
        if (setup.confirmNanos() > 0 && !worker.awaitConfirmation(setup.confirmNanos())) {
            parent.returned(attempt);
            return true;
        }
        return run(delivery);
    }

    private boolean run(Delivery delivery) {
        AttemptContext context = new AttemptContext(delivery.attempt(), delivery.header(), parent, setup);
        if (!worker.enterTask(context)) {
            return false;
        }
        Reply reply = performInContext(context, ByteBuffer.wrap(delivery.payload()));
        long elapsed = context.elapsedNanos();
        context.end();
        if (!worker.enterLoop()) {
            return false;
        }
        parent.finished(delivery.attempt(), reply.type(), reply.body(), elapsed);
        return true;
    }

    private Reply performInContext(AttemptContext context, ByteBuffer payload) {
        Carriers carriers = setup.carriers();
        if (carriers == null) {
            return perform(context, payload);
        }
        Restored restored;
        try {
            restored = carriers.restore(payload);
        } catch (ProtocolException e) {
            throw new IllegalStateException("the context of attempt " + context.attempt() + " cannot be read", e);
        }
        try {
            return perform(context, payload);
        } finally {
            restored.close();
        }
    }

    private Reply perform(AttemptContext context, ByteBuffer payload) {
        Task<?, ?> task;
        try {
            task = decode(payload);
        } catch (Throwable thrown) {
            worker.enterCodec();
            Throwable reason = thrown instanceof TaskDecodingException d && d.getCause() != null ? d.getCause() : thrown;
            return Reply.ofThrowable(FrameType.UNDECODABLE, reason, setup.maxPayload());
        }
        Object value;
        try {
            value = task.call();
        } catch (Throwable thrown) {
            Throwable failure = worker.enterCodec() && setup.raises() ? asSoftLimit(context, thrown) : thrown;
            return Reply.ofThrowable(FrameType.FAILURE, failure, setup.maxPayload());
        }
        worker.enterCodec();
        return Reply.ofResult(value, setup);
    }

    private Task<?, ?> decode(ByteBuffer payload) throws TaskDecodingException {
        Object decoded = decoder.decode(payload);
        if (decoded instanceof Task<?, ?> task) {
            return task;
        }
        throw new TaskDecodingException("what was sent to run is not a Task but "
                + (decoded == null ? "null" : "a " + decoded.getClass().getName()), null);
    }

    /** A task that let the interrupt of its soft limit end it ends as one that let the raised exception end it. */
    private static Throwable asSoftLimit(AttemptContext context, Throwable thrown) {
        if (!(thrown instanceof InterruptedException)) {
            return thrown;
        }
        long id = Thread.currentThread().getId();
        SoftTimeLimitExceededException limit = new SoftTimeLimitExceededException(
                Duration.ofNanos(context.elapsedNanos()), context.softLimit(), id, "its thread is " + id);
        limit.setStackTrace(thrown.getStackTrace());
        return limit;
    }

    private void runExitHook() {
        if (setup.exitHook().length == 0 || !worker.enterTask(null)) {
            return;
        }
        try {
            Object decoded = decoder.decode(ByteBuffer.wrap(setup.exitHook()));
            @SuppressWarnings("unchecked") // the pool encodes nothing else as an exit hook
            Task.Of2<Long, Integer, ?, ?> hook = (Task.Of2<Long, Integer, ?, ?>) decoded;
            hook.call(getId(), ExitCode.ORDERLY);
        } catch (Throwable thrown) {
            LOG.log(Level.WARNING, "pool={0}: the exit hook failed in {1}: {2}", setup.pool(), getName(), thrown);
        } finally {
            worker.enterLoop();
        }
    }
}
