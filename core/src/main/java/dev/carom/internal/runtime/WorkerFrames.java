package dev.carom.internal.runtime;

import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.codec.SmallResults;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.Outcome;
import dev.carom.internal.process.WorkerProcess;
import dev.carom.internal.wire.Blocks;
import dev.carom.internal.wire.BodyReader;
import dev.carom.internal.wire.FrameSink;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.Leaving;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.StackDump;
import dev.carom.internal.wire.Usage;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;

/** Turns the frames of one worker into the engine's events. Decodes nothing that user code has a part in. */
final class WorkerFrames implements FrameSink {
    private final String pool;
    private final WorkerLink link;
    private final Notices notices;
    private final ResultDecoder decoder;
    private final Blocks blocks;
    private Heard events;
    /** Empty, for the next events. */
    private Heard spare;

    /** Whether an attempt was accepted, and that is told with its end should that come next; and which one. */
    private boolean accepts;

    private long accepted;

    /** Whether it has said that it leaves. */
    private boolean leaves;

    /** @param decoder for those that ask for a result */
    WorkerFrames(String pool, WorkerLink link, Notices notices, ResultDecoder decoder) {
        this.decoder = decoder;
        this.blocks = new Blocks(link.reader().maxBody());
        this.pool = pool;
        this.notices = notices;
        this.link = link;
        this.events = new Heard(link.id());
        this.spare = new Heard(link.id());
    }

    /** The events since they were last taken or entered, in the order of their frames. */
    Heard heard() {
        tellAccepted();
        return events;
    }

    /** Takes them. */
    List<Event> take() {
        List<Event> taken = heard().copy();
        events.clear();
        return taken;
    }

    /** Enters them. Where that throws, they are there to be taken: the engine may have had them, or none. */
    void enter(EngineGate gate) {
        Heard entered = heard();
        events = spare;
        boolean done = false;
        try {
            gate.post(entered);
            done = true;
        } finally {
            if (done) {
                entered.clear();
                spare = entered;
            } else {
                events = entered;
            }
        }
    }

    private void add(Event event) {
        tellAccepted();
        events.add(event);
    }

    private void tellAccepted() {
        if (accepts) {
            events.add(new Event.Accepted(link.id(), accepted));
            accepts = false; // not sooner: there may be no memory for the event
        }
    }

    /** The channel has ended: within a frame, where the process died while it wrote. */
    void endOfChannel() {
        try {
            link.reader().end();
        } catch (ProtocolException e) {
            add(new Event.Remark(link.id(), "(carom: " + e.getMessage() + ")"));
        }
    }

    /** Lets go of what has come of a result that is not whole. Nothing must be read after that. */
    void drop() {
        link.reader().drop();
        blocks.drop();
    }

    @Override
    public void frame(FrameType type, long attempt, ByteBuffer body) throws ProtocolException {
        int worker = link.id();
        switch (type) {
            case READY -> add(new Event.Ready(worker, new BodyReader(body).i64("rss")));
            case START_FAILED -> add(new Event.StartFailed(worker, new WorkerReply(type, copy(body))));
            case ACCEPT -> {
                tellAccepted();
                accepted = attempt;
                accepts = true;
            }
            case RESULT, FAILURE, UNDECODABLE, UNENCODABLE, TOO_LARGE -> finished(type, attempt, body);
            case RETURNED -> add(new Event.Returned(worker, attempt));
            case STACK -> {
                StackDump dump = StackDump.decode(body);
                add(new Event.StackTaken(worker, attempt, dump, dump::place));
            }
            case LEAVING -> leaving(new BodyReader(body).string("reason"));
            case PRINTED -> printed(new BodyReader(body));
            case NOTICE -> notice(new BodyReader(body).string("notice"));
            case PROGRESS -> add(new Event.Progress(worker, attempt, copy(body)));
            case THREADS_LEFT -> add(new Event.ThreadsLeft(
                    worker, attempt, new BodyReader(body).string("threads"), notices.recyclesForThreads()));
            default -> throw new ProtocolException(
                    ProtocolException.Reason.UNKNOWN_TYPE, "a worker must not send a " + type + " frame");
        }
    }

    @Override
    public void largeFrame(FrameType type, long attempt, byte[] body) throws ProtocolException {
        if (type == FrameType.RESULT) {
            ByteBuffer in = ByteBuffer.wrap(body);
            Usage usage = Usage.decode(in);
            finished(attempt, new Answer(decoder, body, in.position(), blocks.take(attempt)), usage);
        } else {
            frame(type, attempt, ByteBuffer.wrap(body));
        }
    }

    @Override
    public void block(FrameType type, long attempt, Object array) throws ProtocolException {
        blocks.add(attempt, array);
    }

    private void finished(FrameType type, long attempt, ByteBuffer body) throws ProtocolException {
        Usage usage = Usage.decode(body);
        List<Object> parts = blocks.take(attempt);
        finished(attempt, type == FrameType.RESULT ? answer(body, parts) : new WorkerReply(type, copy(body)), usage);
    }

    private Outcome.Reported answer(ByteBuffer payload, List<Object> parts) {
        Object small = SmallResults.decode(payload);
        return small == SmallResults.NONE ? new Answer(decoder, copy(payload), 0, parts) : SmallAnswer.of(small);
    }

    private void finished(long attempt, Outcome.Reported outcome, Usage usage) {
        if (accepts && accepted == attempt) {
            events.addRan(attempt, outcome, usage.elapsedNanos(), usage.rssBytes());
            accepts = false;
        } else {
            add(new Event.Finished(link.id(), attempt, outcome, usage.elapsedNanos(), usage.rssBytes()));
        }
    }

    private void leaving(String reason) {
        if (!leaves) {
            leaves = true;
            link.stir();
        }
        add(reason.startsWith(Leaving.BY_EXIT) ? new Event.Exiting(link.id(), reason) : new Event.Remark(link.id(), reason));
    }

    private void printed(BodyReader in) throws ProtocolException {
        long out = in.i64("stdout");
        long err = in.i64("stderr");
        WorkerProcess process = link.process();
        if (process != null) {
            process.tasksEndedAt(out, err);
        }
    }

    private void notice(String text) {
        Level level = notices.isNew(text) ? Level.WARNING : Level.DEBUG;
        WorkerProcess process = link.process();
        Log.LOG.log(level, "pool={0} worker={1} pid={2}: {3}", pool, Integer.toString(link.id()),
                process == null ? "-1" : Long.toString(process.pid()), text);
    }

    private static byte[] copy(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return bytes;
    }
}
