package dev.carom.internal.wire;

import dev.carom.internal.wire.ProtocolException.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** The blocks that have come on a channel for a payload that has not. Used by whoever reads, one thread at a time. */
public final class Blocks {
    /** Looked for by itself, as nearly all payloads have none. */
    private static final List<Object> NONE = List.of();

    private final long most;
    private List<Object> blocks = NONE;
    private long attempt;
    private long size;

    /** @param most the largest body that is let in, in bytes: of the blocks of a payload all together */
    public Blocks(long most) {
        this.most = most;
    }

    /** Takes the array of a frame. */
    public void add(long owner, Object array) throws ProtocolException {
        if (blocks == NONE) {
            attempt = owner;
            blocks = new ArrayList<>(1);
        }
        long more = PrimitiveArrays.size(array);
        requireOwner(owner);
        if (more < Block.LEAST) { // each takes memory of its own, so many small ones would take more than they claim
            throw ProtocolException.malformed("a block of " + more + " bytes came, which is too small for one");
        }
        if (size + more > most) {
            throw new ProtocolException(Reason.LENGTH_OVER_LIMIT, "blocks of " + (size + more) + " bytes came for attempt "
                    + owner + ", over the limit of " + most);
        }
        blocks.add(array);
        size += more;
    }

    /** Of these, in bytes. */
    public static long size(List<Object> blocks) {
        long size = 0;
        for (Object array : blocks) {
            size += PrimitiveArrays.size(array);
        }
        return size;
    }

    private void requireOwner(long owner) throws ProtocolException {
        if (attempt != owner) {
            throw ProtocolException.malformed("a frame for attempt " + owner + " came between a block of attempt " + attempt
                    + " and its payload");
        }
    }

    /** An iterator of these; most payloads have none, and then it is always the same one. */
    public static Iterator<Object> each(List<Object> blocks) {
        return blocks == NONE || blocks.isEmpty() ? Collections.emptyIterator() : blocks.iterator();
    }

    /** Lets go of all of them. */
    public void drop() {
        blocks = NONE;
        size = 0;
    }

    /** Those for the payload that comes now. */
    public List<Object> take(long owner) throws ProtocolException {
        List<Object> taken = blocks;
        if (taken != NONE) {
            requireOwner(owner);
            blocks = NONE;
            size = 0;
        }
        return taken;
    }
}
