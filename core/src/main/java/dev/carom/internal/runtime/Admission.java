package dev.carom.internal.runtime;

import dev.carom.error.QueueFullException;
import dev.carom.internal.engine.Breakage;
import dev.carom.internal.results.InFlight;
import dev.carom.internal.results.PoolPort;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets tasks into the pool: while that is open, and once there is a slot and room for them, where these are asked for. A task
 * that was admitted has both until its outcome, or whatever keeps it from being entered, gives them back.
 */
final class Admission {
    private final EngineGate gate;
    private final Outcomes outcomes;
    private final EndCall endCall;
    private final PoolPort port;
    private final Slots slots;
    private final @Nullable Room room;

    /** Those that anybody still holds. */
    private final Set<InFlight> executors = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    Admission(EngineGate gate, Outcomes outcomes, EndCall endCall, PoolPort port, Slots slots, @Nullable Room room) {
        this.gate = gate;
        this.outcomes = outcomes;
        this.endCall = endCall;
        this.port = port;
        this.slots = slots;
        this.room = room;
    }

    boolean isOpen() {
        return gate.state().takesWork();
    }

    /** Has those who wait for the executor's end look again when this closes. */
    void closesWith(InFlight executor) {
        executors.add(executor);
    }

    void requireOpen() {
        if (!isOpen()) {
            throw refusal();
        }
    }

    /** Why the pool, which takes no tasks, does not. */
    RuntimeException refusal() {
        Breakage breakage = gate.breakage();
        return breakage != null ? outcomes.broken(breakage) : endCall.refusal(gate.state());
    }

    /** As {@link #admit(int, boolean, TimeLimit)}, for as long as it takes. */
    boolean admit(int size, boolean slot) throws InterruptedException {
        try {
            return admit(size, slot, TimeLimit.NONE);
        } catch (TimeoutException e) {
            throw new AssertionError("for ever is over", e);
        }
    }

    /**
     * Waits for a slot where the task is to hold one, and for room for so many bytes where that is limited.
     *
     * @return whether it has more room than there is, and so its submitter is to wait for its outcome
     * @throws QueueFullException if there is no room, and the pool rejects
     * @throws TimeoutException if one of them was not there in time
     */
    boolean admit(int size, boolean slot, TimeLimit time) throws InterruptedException, TimeoutException {
        if (slot || room != null) {
            StackReserve.requireTwice(); // what is taken here must be entered
        }
        if (slot && !slots.acquire(this::isOpen, port, time)) {
            throw refusal();
        }
        try {
            return room != null && takeRoom(room, size, time);
        } catch (InterruptedException | TimeoutException | RuntimeException | Error e) {
            if (slot) {
                slots.release();
            }
            throw e;
        }
    }

    private boolean takeRoom(Room taken, int size, TimeLimit time) throws InterruptedException, TimeoutException {
        boolean full = taken.take(size, port, time);
        try {
            requireOpen(); // it may have waited
            return full;
        } catch (RuntimeException | Error e) {
            taken.giveBack(size);
            throw e;
        }
    }

    /** What {@code admit} took for such a task. */
    void giveBack(int size, boolean slot) {
        if (room != null) {
            room.giveBack(size);
        }
        if (slot) {
            slots.release();
        }
    }

    // ---- maps

    /** How many chunks a map is to have where it would have so many: no more than there are places, where others are rejected. */
    int placesFor(int chunks) {
        return room == null ? chunks : room.placesFor(chunks);
    }

    /** @throws QueueFullException if a map of so many chunks would be rejected although there were nothing else */
    void requirePlaces(int chunks) {
        if (room != null) {
            room.requirePlaces(chunks);
        }
    }

    /** What becomes of the refusal of a chunk of a map that has so many bytes up to here: whether it can ever pass. */
    QueueFullException fullOfMap(long mapBytes, QueueFullException refusal) {
        return room == null ? refusal : room.fullOfMap(mapBytes, refusal);
    }

    // ---- told by the pool

    /** It has so many workers more, or fewer. */
    void resize(int n) {
        slots.resize(n);
        if (room != null) {
            room.resize(n);
        }
    }

    /** It takes no more work: nobody waits any more. */
    void close() {
        if (room != null) {
            room.close();
        }
        List.copyOf(executors).forEach(InFlight::tell);
    }
}
