package dev.carom.tests.faults;

import static dev.carom.WorkerExit.EXITED;
import static dev.carom.WorkerExit.HEAP_OOM;
import static dev.carom.WorkerExit.NATIVE_CRASH;
import static dev.carom.WorkerExit.PROTOCOL;
import static dev.carom.WorkerExit.SIGNALLED;

import dev.carom.WorkerExit;
import java.util.EnumSet;
import java.util.Set;

/** What goes wrong in a worker. How it is done stands in {@link Saboteur}. */
enum Fault {
    HALT_0(Kind.DIES, EXITED),
    HALT_1(Kind.DIES, EXITED),
    SIGKILL(Kind.DIES, SIGNALLED),
    SIGSEGV(Kind.DIES, NATIVE_CRASH),
    HEAP_OOM_ERROR(Kind.DIES, HEAP_OOM),
    /** The worker's own watchdog ends it, once there is one. */
    EXIT_WITH_BLOCKED_HOOK(Kind.DIES, EXITED),
    SIGSTOP(Kind.HANGS),
    ENDLESS_LOOP(Kind.HANGS),
    SLEEP_WITHOUT_INTERRUPT(Kind.HANGS),
    SIGSTOP_THEN_CONT(Kind.RESUMES),
    /** Fatal in the worker's own code. */
    STACK_OVERFLOW(Kind.THROWS, EXITED),
    SOCKET_CLOSED(Kind.BREAKS_CHANNEL, EXITED, PROTOCOL),
    GARBAGE_ON_SOCKET(Kind.BREAKS_CHANNEL, PROTOCOL);

    /** What a fault does to the worker, as far as the guarantees tell faults apart. */
    enum Kind {
        /** Its process ends by itself, soon. */
        DIES,
        /** It gets no further, and never ends by itself. */
        HANGS,
        /** It goes on after a while as if nothing had been. */
        RESUMES,
        /** The code at this point throws an Error. */
        THROWS,
        /** The process goes on, for a moment, without a channel that can be used. */
        BREAKS_CHANNEL
    }

    final Kind kind;
    /** What a death certificate may name as the cause of a task lost by it. */
    final Set<WorkerExit> causes;

    Fault(Kind kind, WorkerExit... causes) {
        this.kind = kind;
        this.causes = causes.length == 0 ? Set.of() : EnumSet.copyOf(Set.of(causes));
    }

    boolean hangs() {
        return kind == Kind.HANGS;
    }
}
