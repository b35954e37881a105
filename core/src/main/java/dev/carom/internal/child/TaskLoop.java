package dev.carom.internal.child;

import dev.carom.Task;
import dev.carom.error.TaskDecodingException;
import dev.carom.internal.codec.ContextFormat;
import dev.carom.internal.codec.HiddenLimit;
import dev.carom.internal.codec.InstalledCodec;
import dev.carom.internal.codec.PayloadDecoder;
import dev.carom.internal.context.Carriers;
import dev.carom.internal.context.Restored;
import dev.carom.internal.wire.ExitCode;
import dev.carom.internal.wire.FrameSink;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.StackDump;
import dev.carom.internal.wire.Welcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What the task thread does: the initializer, then one attempt after the other, then the exit hook. Each step is a
 * method of its own, so that nothing of an attempt is held on the stack while the next one is awaited.
 */
final class TaskLoop {
    /** Tasks that take less, in nanoseconds, are tiny: they are accepted and reported several at a time. */
    private static final long TINY = 50_000;

    /** Longer tasks count as this long, so that one of them is soon forgotten. */
    private static final long LONGEST_COUNTED = 400_000;

    private final Welcome welcome;
    private final Inbox inbox;
    private final Outbox outbox;
    private final FrameSink sink;
    private final SoftLimits softLimits;
    private final Departure departure;
    private final ProgressWriter progress;
    private final Replies replies;
    private final HeapGuard heap = HeapGuard.asTold();
    private final Printed printed = Printed.install();
    private final LeftThreads threads = new LeftThreads();
    private final PayloadDecoder decoder = new PayloadDecoder();

    /** Of the task thread; null until a task comes that has a context. */
    private @Nullable Carriers carriers;

    /** Of the task thread: how long tasks take, the last ones above all; the first one is not known to be tiny. */
    private long pace = LONGEST_COUNTED;

    /** Of the task thread: when it looked last, by {@link System#nanoTime}. */
    private long clock;

    /** Of the task thread: whether nothing has been done since then that may take its time. */
    private boolean clockIsRight;

    /** Open once user code may run, or tasks may come: what came before that needs nobody to read beside it. */
    private final CountDownLatch underWay = new CountDownLatch(1);

    private volatile TaskThread thread = new TaskThread(this, null);

    TaskLoop(Welcome welcome, Inbox inbox, Outbox outbox, FrameSink sink, SoftLimits softLimits, Departure departure) {
        this.welcome = welcome;
        this.inbox = inbox;
        this.outbox = outbox;
        this.sink = sink;
        this.softLimits = softLimits;
        this.departure = departure;
        this.progress = new ProgressWriter(outbox, welcome.maxPayload());
        this.replies = new Replies(outbox, welcome.maxPayload(), welcome.reportMemory());
    }

    // ---- by any thread

    void start() {
        thread.start();
    }

    /**
     * Returns when the channel is to be read beside the task thread. A control thread that looked before would have its turn when
     * the first task comes, which then costs a hand-over between two cold threads.
     */
    void awaitUnderWay() throws InterruptedException {
        underWay.await();
    }

    /** The thread that runs tasks now. */
    TaskThread thread() {
        return thread;
    }

    boolean raises() {
        return softLimits.raises();
    }

    StackDump dump() {
        TaskThread dumped = thread;
        return new StackDump(dumped.getName(), List.of(dumped.getStackTrace()));
    }

    // ---- by the task thread

    /** The life of the first task thread. */
    void start(TaskThread me) {
        if (welcome.warmUp().length > 0) {
            new WarmUp(outbox, replies).run(welcome.warmUp());
        }
        if (welcome.codec().length + welcome.initializer().length > 0) {
            underWay.countDown();
            if (!initialize()) {
                return;
            }
        }
        me.restore(TaskThread.NAME, Thread.NORM_PRIORITY);
        threads.know();
        outbox.post(FrameType.READY, 0, replies.memory());
        underWay.countDown();
        serve(me);
    }

    /** The life of a task thread whose testator was raised in and has ended. */
    void inherit(TaskThread me, TaskThread testator) {
        thread = me;
        AttemptContext context = testator.legacyContext();
        me.enterCodec(context);
        report(me, context, Restored.NOTHING, testator.legacy());
        serve(me);
    }

    private boolean initialize() {
        try {
            use(InstalledCodec.ofWorker(welcome.codec()));
            if (welcome.initializer().length > 0) {
                Object decoded = decoder.decode(ByteBuffer.wrap(welcome.initializer()));
                ((Task<?, ?>) decoded).call();
            }
            printed.flush();
            return true;
        } catch (Throwable thrown) {
            Throwable reason = thrown instanceof TaskDecodingException d && d.getCause() != null ? d.getCause() : thrown;
            outbox.append(FrameType.START_FAILED, 0, replies.throwable(reason));
            outbox.flush();
            departure.leave(ExitCode.START_FAILED);
            return false;
        }
    }

    private void use(@Nullable InstalledCodec codec) {
        decoder.use(codec);
        replies.use(codec);
        progress.use(codec);
    }

    private void serve(TaskThread me) {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = step(me);
        }
    }

    private boolean step(TaskThread me) {
        Delivery delivery = take();
        if (delivery == null) {
            departure.runExitHook(decoder, welcome.exitHook());
            departure.leave(ExitCode.ORDERLY);
            return false;
        }
        return !accept(delivery) || run(me, delivery);
    }

    /** The next attempt; what was held back is written before it waits for one. Null at the end. */
    private @Nullable Delivery take() {
        while (true) {
            Inbox.Item item = inbox.poll(pace < TINY);
            if (item == null) {
                clockIsRight = false;
                outbox.flushHeld();
                if (heap.isDue()) {
                    heap.collect();
                }
                item = inbox.take(sink);
            }
            if (!(item instanceof Inbox.Definition definition)) {
                return (Delivery) item;
            }
            clockIsRight = false;
            try {
                decoder.define(ByteBuffer.wrap(definition.body()));
            } catch (ProtocolException e) {
                throw Halt.now(ExitCode.PROTOCOL, e.reason() + " in a DEFINE frame: " + e.getMessage());
            }
        }
    }

    /**
     * The kernel or the journal has the ACCEPT, and what was gathered before it, when this returns: so the parent will know
     * of it, however this process ends. Whether the attempt may run.
     */
    private boolean accept(Delivery delivery) {
        boolean confirms = welcome.confirmTimeoutNanos() > 0;
        if (confirms) {
            inbox.expectConfirmation(delivery.attempt());
        }
        clock = clockIsRight ? clock : System.nanoTime();
        boolean kept = outbox.accept(delivery.attempt(), !confirms && pace < TINY, clock);
        // Looked at after it is kept: guard against a control thread that begins to read, before which it writes.
        if (!kept || !inbox.isLookedAt()) {
            outbox.flush();
            clock = System.nanoTime();
        }
        if (!confirms) {
            return true;
        }
        boolean confirmed = inbox.awaitConfirmation(welcome.confirmTimeoutNanos());
        clock = System.nanoTime();
        if (confirmed) {
            return true;
        }
        outbox.append(FrameType.RETURNED, delivery.attempt());
        return false;
    }

    /** False if the rest is the heir's. */
    private boolean run(TaskThread me, Delivery delivery) {
        AttemptContext context = new AttemptContext(delivery, clock, progress);
        me.enterCodec(context);
        Restored restored = restore(delivery.payload());
        Outcome outcome = perform(me, delivery);
        if (outcome == null) {
            return false; // what was restored ends with this thread
        }
        report(me, context, restored, outcome);
        return true;
    }

    private Restored restore(ByteBuffer payload) {
        if (!ContextFormat.precedes(payload)) {
            return Restored.NOTHING;
        }
        Carriers present = carriers;
        if (present == null) {
            present = Carriers.ofWorker(text -> outbox.post(FrameType.NOTICE, 0, Replies.string(text)));
            carriers = present;
        }
        try {
            return present.restore(payload);
        } catch (ProtocolException e) {
            throw Halt.now(ExitCode.PROTOCOL, e.reason() + " in the context of a task: " + e.getMessage());
        }
    }

    private @Nullable Outcome perform(TaskThread me, Delivery delivery) {
        Task<?, ?> task;
        try {
            task = decode(delivery);
        } catch (Throwable thrown) {
            return new Outcome.Undecodable(thrown instanceof TaskDecodingException d && d.getCause() != null
                    ? d.getCause() : thrown);
        }
        Outcome outcome;
        try {
            me.enterTask();
            outcome = new Outcome.Returned(task.call());
        } catch (Throwable thrown) {
            outcome = new Outcome.Threw(HiddenLimit.unwrap(thrown));
        }
        me.leaveBehind(outcome);
        return me.leaveTask() ? outcome : null;
    }

    private Task<?, ?> decode(Delivery delivery) throws TaskDecodingException {
        Object decoded = decoder.decode(delivery.payload(), delivery.blocks());
        if (decoded instanceof Task<?, ?> task) {
            return task;
        }
        throw new TaskDecodingException("what was sent to run is not a Task but "
                + (decoded == null ? "null" : "a " + decoded.getClass().getName()), null);
    }

    private void report(TaskThread me, AttemptContext context, Restored restored, Outcome outcome) {
        me.restore(TaskThread.NAME, Thread.NORM_PRIORITY);
        printed.flush(); // before the result is out
        Replies.Reply reply = replies.encode(outcome);
        restored.close();
        me.leaveCodec();
        context.end();
        clock = System.nanoTime();
        long elapsed = clock - context.started();
        clockIsRight = elapsed < TINY; // after others, threads that are left are looked for
        pace += (Math.min(elapsed, LONGEST_COUNTED) - pace) / 4;
        if (printed.hasMore()) {
            outbox.append(FrameType.PRINTED, 0, printed.report());
        }
        if (welcome.reportThreads()) {
            reportThreads(context.attempt(), elapsed);
        }
        clockIsRight &= replies.hold(context.attempt(), elapsed, reply);
        if (heap.isDueAfter(elapsed)) {
            outbox.flushHeld();
            heap.collect();
            clockIsRight = false;
        }
    }

    private void reportThreads(long attempt, long elapsed) {
        String left = threads.left(elapsed);
        if (left != null) {
            outbox.append(FrameType.THREADS_LEFT, attempt, Replies.string(left));
        }
    }
}
