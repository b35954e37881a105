package dev.carom.tests.faults;

import dev.carom.internal.wire.FrameType;

/** Where in a worker's life a fault strikes: at a byte of a frame that it reads or writes, or in code of the user's. */
enum Point {
    BEFORE_HELLO(Phase.STARTING, FrameType.HELLO, Place.BEFORE),
    IN_HANDSHAKE(Phase.STARTING, FrameType.WELCOME, Place.HEADER),
    AFTER_READY(Phase.NOT_ACCEPTED, FrameType.READY, Place.AFTER),
    ON_TASK_HEADER(Phase.NOT_ACCEPTED, FrameType.TASK, Place.HEADER),
    IN_TASK(Phase.NOT_ACCEPTED, FrameType.TASK, Place.MIDDLE),
    BEFORE_ACCEPT(Phase.NOT_ACCEPTED, FrameType.ACCEPT, Place.BEFORE),
    AFTER_ACCEPT(Phase.ACCEPTED, FrameType.ACCEPT, Place.AFTER),
    DECODING(Phase.ACCEPTED),
    IN_USER_CODE(Phase.RUN),
    BEFORE_RESULT(Phase.RUN, FrameType.RESULT, Place.BEFORE),
    IN_RESULT(Phase.RUN, FrameType.RESULT, Place.MIDDLE),
    IN_RESULT_BLOCK(Phase.RUN, FrameType.BYTES, Place.MIDDLE),
    AFTER_RESULT(Phase.REPORTED, FrameType.RESULT, Place.AFTER),
    RECYCLING(Phase.REPORTED, FrameType.EXIT, Place.HEADER),
    EXITING(Phase.REPORTED);

    /** How far the task has come, as far as the guarantees tell it. */
    enum Phase {
        /** No task is at the worker. */
        STARTING,
        /** The task may be on its way to the worker; its code has not begun. */
        NOT_ACCEPTED,
        /** Its worker is answerable for it; its own code has not begun. */
        ACCEPTED,
        /** Its code has begun. */
        RUN,
        /** Its result was written in full. */
        REPORTED
    }

    /** Where in a frame. */
    enum Place {
        /** None of its bytes was written. */
        BEFORE,
        /** Its header was read, and nothing of its body. */
        HEADER,
        /** Half of its body was read or written. */
        MIDDLE,
        /** All of it was written. */
        AFTER
    }

    final Phase phase;
    private final FrameType frame;
    private final Place place;

    Point(Phase phase) {
        this(phase, null, null);
    }

    Point(Phase phase, FrameType frame, Place place) {
        this.phase = phase;
        this.frame = frame;
        this.place = place;
    }

    /** The point at this place of such a frame; null where there is none. */
    static Point at(FrameType frame, Place place) {
        for (Point point : values()) {
            if (point.frame == frame && point.place == place) {
                return point;
            }
        }
        return null;
    }

    /** Whether the code that stands there is the user's, so that what it throws is the task's own. */
    boolean isUserCode() {
        return frame == null;
    }

    /** Whether it is reached only by a worker that leaves. */
    boolean isDeparture() {
        return this == RECYCLING || this == EXITING;
    }

    /** Whether it is reached only by a worker that comes up. */
    boolean isArrival() {
        return phase == Phase.STARTING || this == AFTER_READY;
    }
}
