package dev.carom.internal.child;

import dev.carom.Task;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.PayloadDecoder;
import dev.carom.internal.wire.ResultEncoder;
import dev.carom.internal.wire.StackDump;
import dev.carom.internal.wire.TaskEncoder;
import dev.carom.internal.wire.TaskHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a task of Carom's own the way that every task goes, but for the channel: decoded, called, encoded. The first real one
 * would load and link some hundred classes otherwise, which is most of what a cold worker takes to answer. Done once, by a
 * thread of its own, with nothing that the task thread uses, when the worker is ready and nothing has come for a while; so it
 * holds up neither READY nor a task. Spares do so: it takes 5 MB, which others need only when they have something to do.
 */
final class WarmUp extends WorkerThread {
    private static final int MAX_PAYLOAD = 64 << 10;

    /** Where there is work, it comes earlier, mostly. */
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(20);

    private final Outbox outbox;
    private final BooleanSupplier needless;

    /** @param needless whether a task has come */
    WarmUp(Outbox outbox, BooleanSupplier needless) {
        super("carom-warm-up", true);
        this.outbox = outbox;
        this.needless = needless;
    }

    @Override
    public void run() {
        LockSupport.parkNanos(QUIET);
        if (needless.getAsBoolean()) {
            return;
        }
        try {
            ResultEncoder encoder = new ResultEncoder(MAX_PAYLOAD);
            encoder.encode(answer(() -> 1));
            encoder.encode(answer(plusOne(1)));
            new StackDump(getName(), List.of(getStackTrace())).encode(); // for the first limit
        } catch (Throwable cold) {
            // A task that needs the same will say so better.
            outbox.post(FrameType.NOTICE, 0, Replies.string("warming up failed, so the first task takes longer: " + cold));
        }
    }

    private static Task<Integer, RuntimeException> plusOne(int captured) {
        return () -> captured + 1;
    }

    private @Nullable Object answer(Task<Integer, RuntimeException> task) throws Exception {
        TaskEncoder encoder = new TaskEncoder(MAX_PAYLOAD);
        PayloadDecoder decoder = new PayloadDecoder();
        EncodedTask encoded = encoder.encode(task);
        for (int template : encoded.templates()) {
            decoder.define(template, encoder.definition(template));
        }
        byte[] header = new TaskHeader(0, 0, 1, "").encode();
        ByteBuffer body = ByteBuffer.allocate(header.length + encoded.bytes().length).put(header).put(encoded.bytes()).flip();
        Delivery delivery = new Delivery(0, TaskHeader.decode(body), body);
        AttemptContext context = new AttemptContext(delivery, new ProgressWriter(outbox, MAX_PAYLOAD));
        Task<?, ?> decoded = (Task<?, ?>) Objects.requireNonNull(decoder.decode(delivery.payload()));
        Object value = new Outcome.Returned(decoded.call()).value();
        context.end();
        return value;
    }
}
