package dev.carom.internal.child;

import dev.carom.Task;
import dev.carom.internal.codec.Rehearsal;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.StackDump;
import dev.carom.internal.wire.TaskHeader;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Takes tasks of Carom's own the way that every task goes, but for the channel: decoded, called, encoded. The first real one
 * would load and link some hundred classes otherwise, which is most of what a cold worker takes to answer. Done once, by the task
 * thread, before the initializer. It takes memory, which a worker that is no spare needs only when it has something to do.
 */
final class WarmUp {
    private static final int MAX_PAYLOAD = 64 << 10;

    private final Outbox outbox;
    private final Replies replies;

    /** @param replies what it encodes is not sent */
    WarmUp(Outbox outbox, Replies replies) {
        this.outbox = outbox;
        this.replies = replies;
    }

    /** @param rehearsal as {@link Rehearsal} makes it */
    void run(byte[] rehearsal) {
        try {
            for (Task<?, ?> task : Rehearsal.decode(rehearsal)) {
                replies.encode(outcome(task));
            }
            Thread thread = Thread.currentThread();
            new StackDump(thread.getName(), List.of(thread.getStackTrace())).encode(); // for the first limit
            ClassLoader.getSystemResource("dev/carom/none"); // looks into each entry of the class path, so all are open
        } catch (Throwable cold) {
            // A task that needs the same will say so better.
            outbox.post(FrameType.NOTICE, 0, Replies.string("warming up failed, so the first task takes longer: " + cold));
        }
    }

    private Outcome outcome(Task<?, ?> task) throws ProtocolException {
        ByteBuffer header = ByteBuffer.wrap(new TaskHeader(0, 0, 1, "").encode());
        Delivery delivery = new Delivery(0, TaskHeader.decode(header), header, List.of());
        AttemptContext context = new AttemptContext(delivery, System.nanoTime(), new ProgressWriter(outbox, MAX_PAYLOAD));
        try {
            return new Outcome.Returned(task.call());
        } catch (Exception thrown) {
            return new Outcome.Threw(thrown);
        } finally {
            context.end();
        }
    }
}
