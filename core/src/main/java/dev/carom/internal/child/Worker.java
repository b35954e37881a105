package dev.carom.internal.child;

import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.internal.wire.Blocks;
import dev.carom.internal.wire.BodyReader;
import dev.carom.internal.wire.FrameSink;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.TaskHeader;
import dev.carom.internal.wire.Welcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** A worker that the parent has welcomed: its parts, and what it does about each frame, on whichever thread reads. */
final class Worker implements FrameSink {
    private static final int MOST_FRAMES = 1024;

    private final Link link;
    private final Welcome welcome;
    private final Outbox outbox;
    private final Inbox inbox;
    private final SoftLimits softLimits;
    private final Departure departure;
    private final TaskLoop tasks;
    private final Blocks blocks;

    Worker(Link link, Outbox outbox, Welcome welcome) {
        this.link = link;
        this.welcome = welcome;
        this.outbox = outbox;
        this.blocks = new Blocks(FrameWriter.maxBody(welcome.maxPayload()));
        this.inbox = new Inbox(link, welcome.confirmTimeoutNanos() > 0);
        this.softLimits = new SoftLimits(outbox, welcome.raiseSoft());
        this.departure = new Departure(link, outbox);
        this.tasks = new TaskLoop(welcome, inbox, outbox, this, softLimits, departure);
    }

    void start() {
        departure.watch();
        ParentWatch.start(welcome.parentPid());
        new ControlThread().start();
        tasks.start();
    }

    @Override
    public void frame(FrameType type, long attempt, ByteBuffer body) throws ProtocolException {
        switch (type) {
            case TASK -> inbox.add(delivery(attempt, body, false));
            case DEFINE -> inbox.add(new Inbox.Definition(copy(body)));
            case REVOKE -> revoke(attempt);
            case CONFIRM -> inbox.confirm(attempt, new BodyReader(body).u8("confirm") == 1);
            case SOFT_LIMIT -> strike(attempt, new BodyReader(body));
            case DUMP -> outbox.post(FrameType.STACK, attempt, tasks.dump().encode());
            case EXIT -> close();
            case SPIN -> link.spin(new BodyReader(body).i64("spin"));
            default -> throw new ProtocolException(
                    ProtocolException.Reason.UNKNOWN_TYPE, "a " + type + " frame, which a parent does not send here");
        }
    }

    @Override
    public void largeFrame(FrameType type, long attempt, byte[] body) throws ProtocolException {
        if (type == FrameType.TASK) {
            inbox.add(delivery(attempt, ByteBuffer.wrap(body), true));
        } else {
            frame(type, attempt, ByteBuffer.wrap(body));
        }
    }

    @Override
    public void block(FrameType type, long attempt, Object array) throws ProtocolException {
        blocks.add(attempt, array);
    }

    private Delivery delivery(long attempt, ByteBuffer body, boolean own) throws ProtocolException {
        int most = FrameWriter.maxBody(welcome.maxPayload());
        if (body.remaining() > most) {
            throw new ProtocolException(ProtocolException.Reason.LENGTH_OVER_LIMIT,
                    "a TASK frame has a body of " + body.remaining() + " bytes, over the limit of " + most);
        }
        TaskHeader header = TaskHeader.decode(body);
        return new Delivery(attempt, header, own ? body.slice() : ByteBuffer.wrap(copy(body)), blocks.take(attempt));
    }

    private void revoke(long attempt) {
        if (inbox.revoke(attempt)) {
            outbox.post(FrameType.RETURNED, attempt);
        }
    }

    private void close() {
        for (Delivery left : inbox.close()) {
            outbox.post(FrameType.RETURNED, left.attempt());
        }
    }

    private void strike(long attempt, BodyReader body) throws ProtocolException {
        Duration allowed = Duration.ofNanos(body.i64("soft limit"));
        Duration elapsed = Duration.ofNanos(body.i64("elapsed"));
        TaskThread thread = tasks.thread();
        SoftTimeLimitExceededException limit = new SoftTimeLimitExceededException(elapsed, allowed, body.i64("pid"));
        if (thread.strikeEarly(attempt, limit)) {
            return;
        }
        limit.setStackTrace(cut(thread.getStackTrace()));
        if (thread.strike(attempt, limit, softLimits.raiser())) {
            new TaskThread(tasks, thread).start();
        }
    }

    /** To what a JVM gives an exception: whole, the stack of a deep recursion makes one that is too large to be sent. */
    private static StackTraceElement[] cut(StackTraceElement[] stack) {
        return stack.length <= MOST_FRAMES ? stack : Arrays.copyOf(stack, MOST_FRAMES);
    }

    private static byte[] copy(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return bytes;
    }

    /** Reads while a task runs, and ends the process with the channel whatever the task does. */
    private final class ControlThread extends WorkerThread {
        ControlThread() {
            super("carom-control", false);
            setPriority(MAX_PRIORITY);
        }

        @Override
        public void run() {
            try {
                tasks.awaitUnderWay();
                inbox.control(Worker.this, new BeforeTurn());
                new CountDownLatch(1).await(); // for the end: with the last thread that is no daemon the JVM would end, too
            } catch (InterruptedException e) {
                throw new AssertionError("the control thread cannot be interrupted", e);
            }
        }
    }

    private final class BeforeTurn implements Runnable {
        @Override
        public void run() {
            outbox.push(); // what the task thread left in the journal, should its task take long
            if (tasks.thread().hasSoftLimit()) {
                softLimits.prepare();
            }
        }
    }
}
