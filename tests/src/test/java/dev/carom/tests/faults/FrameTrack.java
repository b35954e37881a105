package dev.carom.tests.faults;

import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.tests.faults.Point.Place;
import java.nio.ByteBuffer;

/** Where one direction of a channel stands: it stops at the places of a frame where a fault can strike. */
final class FrameTrack {
    private final ByteBuffer header = ByteBuffer.allocate(FrameWriter.HEADER);
    private FrameType frame;
    private int length;
    /** How many bytes of the body have passed. */
    private int passed;

    /** Whether the next byte belongs to a header. */
    boolean inHeader() {
        return header.hasRemaining();
    }

    /** How many bytes there are to the next place. */
    int distance() {
        if (inHeader()) {
            return header.remaining();
        }
        int half = length / 2;
        return passed < half ? half - passed : length - passed;
    }

    /** Takes a piece of a header, and knows the frame when it is whole. */
    void header(ByteBuffer piece) {
        header.put(piece);
        if (!header.hasRemaining()) {
            try {
                frame = FrameType.of(header.get(3));
            } catch (ProtocolException e) {
                throw new IllegalStateException("the worker's channel carries no frames", e);
            }
            length = header.getInt(4);
            passed = 0;
        }
    }

    /** The header that is whole now. */
    ByteBuffer wholeHeader() {
        return header.duplicate().flip();
    }

    void body(int count) {
        passed += count;
    }

    /**
     * What is to strike after the frame, if it ends when so many more bytes have passed. To be asked before they do: who reads
     * its end may give the next order at once, which is not for this frame.
     */
    Fault orderedAfter(int count) {
        Point point = passed + count == length ? Point.at(frame, Place.AFTER) : null;
        return point == null ? null : Saboteur.ordered(point);
    }

    /** Strikes if an order says so, and there is nothing between this place and the bytes that passed. */
    void at(Place place) {
        Point point = Point.at(frame, place);
        if (point != null) {
            Saboteur.at(point);
        }
    }

    /** Strikes in the middle of a frame that is read, and goes on to the next one at its end. */
    void pass() {
        pass(orderedAfter(0));
    }

    /** Strikes in the middle of a frame, and goes on to the next one at its end, after which that may strike. */
    void pass(Fault after) {
        if (passed == length / 2 && length > 0) {
            at(Place.MIDDLE);
        }
        if (passed == length) {
            header.clear();
            if (after != null) {
                Saboteur.strike(after);
            }
        }
    }
}
