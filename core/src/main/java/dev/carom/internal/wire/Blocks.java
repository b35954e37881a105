package dev.carom.internal.wire;

import dev.carom.internal.wire.ProtocolException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** The blocks that have come on a channel for a payload that has not. Used by whoever reads, one thread at a time. */
public final class Blocks {
    private final long most;
    private List<byte[]> blocks = List.of();
    private long attempt;
    private long size;

    /** @param most the largest body that is let in, in bytes: of the blocks of a payload all together */
    public Blocks(long most) {
        this.most = most;
    }

    /** Takes the body of a frame. */
    public void add(long attempt, ByteBuffer body) throws ProtocolException {
        require(attempt, body.remaining());
        byte[] block = new byte[body.remaining()];
        body.get(block);
        keep(block);
    }

    /** As {@link #add(long, ByteBuffer)}, of a body that is the sink's to keep. */
    public void add(long attempt, byte[] body) throws ProtocolException {
        require(attempt, body.length);
        keep(body);
    }

    private void require(long owner, int more) throws ProtocolException {
        if (blocks.isEmpty()) {
            attempt = owner;
        }
        requireOwner(owner);
        if (size + more > most) {
            throw new ProtocolException(Reason.LENGTH_OVER_LIMIT, "blocks of " + (size + more) + " bytes came for attempt "
                    + owner + ", over the limit of " + most);
        }
    }

    private void requireOwner(long owner) throws ProtocolException {
        if (attempt != owner) {
            throw ProtocolException.malformed("a frame for attempt " + owner + " came between a block of attempt " + attempt
                    + " and its payload");
        }
    }

    private void keep(byte[] block) {
        if (blocks.isEmpty()) {
            blocks = new ArrayList<>(1);
        }
        blocks.add(block);
        size += block.length;
    }

    /** An iterator of these; most payloads have none, and then it is always the same one. */
    static Iterator<byte[]> each(List<byte[]> blocks) {
        return blocks.isEmpty() ? Collections.emptyIterator() : blocks.iterator();
    }

    /** Those for the payload that comes now. */
    public List<byte[]> take(long owner) throws ProtocolException {
        List<byte[]> taken = blocks;
        if (!taken.isEmpty()) {
            requireOwner(owner);
            blocks = List.of();
            size = 0;
        }
        return taken;
    }
}
