package dev.carom.internal.engine;

import static dev.carom.internal.engine.Dice.MS;
import static dev.carom.internal.engine.Dice.SECOND;
import static dev.carom.internal.engine.Dice.US;

import dev.carom.WorkerExit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process of a simulated worker and its channel, with what goes wrong in both. What is written to the channel arrives,
 * in order, also after the death of the process; whether its end is seen, and when its exit, is another matter.
 */
final class SimWorker {
    private enum Life {
        LAUNCHING,
        ALIVE,
        /** By SIGSTOP: it neither reads nor writes nor runs until it goes on. */
        STOPPED,
        DEAD
    }

    private enum Start {
        FAILS,
        FAILS_FOR_GOOD,
        DIES_BEFORE_HELLO,
        DIES_OF_CONFIGURATION,
        DIES_AFTER_HELLO,
        HANGS_BEFORE_HELLO,
        HANGS_AFTER_HELLO,
        INITIALIZER_FAILS,
        READY_AND_LARGE
    }

    final SimWorld world;
    final int id;
    final long pid;
    final SimLoop loop = new SimLoop(this);

    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    /** Kept in its journal: the parent reads it there if the process ends before it writes it. */
    private final ArrayDeque<Event> kept = new ArrayDeque<>();
    /** From when to when a thread waited for a processor. */
    private final List<long[]> waits = new ArrayList<>();
    private Life life = Life.LAUNCHING;
    private boolean connected;
    private boolean channelClosed;
    /** The parent has met garbage and does not read what follows; writing still succeeds. */
    private boolean unread;
    private boolean doomed;
    private boolean killed;
    /** When the frame written last arrives, in each direction: frames do not overtake each other. */
    private long arrivalAtParent;
    private long arrivalAtWorker;

    SimWorker(SimWorld world, int id) {
        this.world = world;
        this.id = id;
        this.pid = 1000 + id;
    }

    boolean isAlive() {
        return life == Life.ALIVE || life == Life.STOPPED;
    }

    boolean isDead() {
        return life == Life.DEAD;
    }

    @Override
    public String toString() {
        return "worker " + id + " " + life + " " + loop;
    }

    // ---- its birth

    void launch() {
        Dice dice = world.plan.dice;
        Start fate = dice.chance(world.plan.badStart) ? Start.values()[dice.weighted(4, 1, 4, 1, 4, 4, 4, 1, 1)] : null;
        world.time.after(dice.time(MS, 100 * MS), () -> {
            if (fate == Start.FAILS || fate == Start.FAILS_FOR_GOOD) {
                life = Life.DEAD;
                world.step(new Event.SpawnFailed(id, fate == Start.FAILS_FOR_GOOD, "no process", "cause"));
                return;
            }
            life = Life.ALIVE;
            world.time.after(dice.time(US, 2 * MS), () -> world.step(new Event.Spawned(id, pid)));
            if (doomed) {
                kill();
            }
            inside(dice.time(10 * MS, 300 * MS), () -> start(fate));
        });
    }

    private void start(@Nullable Start fate) {
        Dice dice = world.plan.dice;
        if (fate == Start.DIES_BEFORE_HELLO || fate == Start.DIES_OF_CONFIGURATION) {
            die(1, WorkerExit.EXITED, fate == Start.DIES_OF_CONFIGURATION);
        }
        if (fate == Start.HANGS_BEFORE_HELLO || life == Life.DEAD) {
            return;
        }
        connected = true;
        write(new Event.Connected(id, pid));
        if (fate == Start.HANGS_AFTER_HELLO) {
            return;
        }
        inside(dice.time(MS, 100 * MS), () -> {
            if (fate == Start.DIES_AFTER_HELLO) {
                die(134, WorkerExit.NATIVE_CRASH, false);
            } else if (fate == Start.INITIALIZER_FAILS) {
                write(new Event.StartFailed(id, "initializer"));
                loop.leave();
            } else {
                write(new Event.Ready(id, fate == Start.READY_AND_LARGE ? SimLoop.RSS_OF_A_HOG : SimLoop.RSS));
                awaitSuddenDeath();
            }
        });
    }

    private void awaitSuddenDeath() {
        if (world.plan.dice.chance(world.plan.idleDeath)) {
            boolean exits = world.plan.dice.chance(0.5);
            world.time.after(world.plan.dice.time(MS, 5 * SECOND), exits ? this::exit
                    : () -> die(137, WorkerExit.SIGNALLED, false));
        }
    }

    /** Code that a task has left behind calls {@code System.exit}: it says so, and its hooks take a while. */
    private void exit() {
        goOn(() -> {
            write(new Event.Exiting(id, "(a thread called exit)"));
            inside(world.plan.dice.time(MS, 300 * MS), () -> die(1, WorkerExit.EXITED, false));
        });
    }

    // ---- its time

    /** The process does this, after so long, if it is alive then; if it is stopped, when it goes on. */
    void inside(long delay, Runnable what) {
        world.time.after(delay, () -> goOn(what));
    }

    private void goOn(Runnable what) {
        if (life == Life.ALIVE) {
            what.run();
        } else if (life == Life.STOPPED) {
            held.add(what);
        }
    }

    /** A thread of the process is ready to do this, and does when it gets a processor. */
    void scheduled(Runnable what) {
        long delay = world.plan.scheduling();
        if (delay >= MS) {
            waits.add(new long[] {world.time.now(), world.time.now() + delay});
        }
        inside(delay, what);
    }

    /** The machine has stood still for so long: what is under way arrives later. */
    void standStill(long time) {
        waits.stream().filter(wait -> wait[1] > world.time.now() - time).forEach(wait -> wait[1] += time);
        arrivalAtParent += time;
        arrivalAtWorker += time;
    }

    void stop() {
        if (life == Life.ALIVE) {
            world.note(this, "stopped");
            life = Life.STOPPED;
        }
    }

    /** Not once it was killed: the kernel lets nothing of it run then, however long its end takes. */
    void resume() {
        if (life == Life.STOPPED && !killed) {
            world.note(this, "goes on");
            life = Life.ALIVE;
            while (life == Life.ALIVE && !held.isEmpty()) {
                held.pollFirst().run();
            }
        }
    }

    // ---- its channel

    void write(Event frame) {
        writeKept();
        if (connected && !channelClosed && !unread && life != Life.DEAD) {
            send(frame);
        }
    }

    /** Writes a frame, now or later; false where it can do neither. */
    boolean record(Event frame) {
        if (world.plan.config.synack() || !world.plan.dice.chance(world.plan.journal)) {
            write(frame);
            return !channelClosed;
        }
        kept.add(frame);
        inside(world.plan.dice.time(US, 3 * MS), this::writeKept);
        return true;
    }

    /** The parent reads its journal: also while it is stopped. */
    void look() {
        if (channelClosed) {
            return; // the parent has seen that, and reads no more before the process is gone
        }
        while (!kept.isEmpty()) {
            Event frame = kept.pollFirst();
            if (!unread) {
                send(frame instanceof Event.Accepted accepted ? withItsEnd(accepted) : frame);
            }
        }
    }

    /** What the parent reads together it may take together. */
    private Event withItsEnd(Event.Accepted accepted) {
        if (kept.peekFirst() instanceof Event.Finished end && end.attempt() == accepted.attempt() && world.plan.dice.chance(0.5)) {
            kept.removeFirst();
            return new SimRan(end);
        }
        return accepted;
    }

    private void writeKept() {
        if (!kept.isEmpty() && channelClosed) {
            die(1, WorkerExit.EXITED, false);
        }
        look();
    }

    private void send(Event frame) {
        arrivalAtParent = Math.max(arrivalAtParent, world.time.now() + world.plan.wire());
        world.time.at(arrivalAtParent, () -> world.step(frame));
    }

    /** A frame from the parent. */
    void receive(Runnable frame) {
        receive(0, frame);
    }

    /** A frame from the parent that is so large. */
    void receive(int size, Runnable frame) {
        if (!connected || channelClosed || life == Life.DEAD) {
            return;
        }
        arrivalAtWorker = Math.max(arrivalAtWorker, world.time.now() + world.plan.wire(size));
        world.time.at(arrivalAtWorker, () -> {
            if (!channelClosed) {
                goOn(frame);
            }
        });
    }

    void closeChannel() {
        if (connected && !channelClosed && !unread) {
            send(new Event.ChannelEnded(id, null));
        }
        channelClosed = true;
    }

    void writeGarbage() {
        if (connected && !channelClosed && !unread) {
            send(new Event.ChannelEnded(id, "garbage"));
            unread = true;
        }
    }

    // ---- its death

    void kill() {
        if (life == Life.LAUNCHING) {
            doomed = true;
            return;
        }
        killed = true;
        Dice dice = world.plan.dice;
        long delay = dice.chance(world.plan.badEnd)
                ? dice.time(MS, 2 * world.plan.config.lostWorkerTimeout())
                : dice.time(50 * US, 5 * MS);
        world.time.after(delay, () -> die(137, WorkerExit.SIGNALLED, false));
    }

    void signal(int signal) {
        Dice dice = world.plan.dice;
        if (signal == 9) {
            kill();
        } else if (!dice.chance(world.plan.badEnd)) {
            inside(dice.time(MS, 100 * MS), () -> die(128 + signal, WorkerExit.SIGNALLED, false));
        }
    }

    void die(int code, WorkerExit diagnosis, boolean configurationError) {
        if (!isAlive()) {
            return;
        }
        world.note(this, "dies with " + code);
        Dice dice = world.plan.dice;
        life = Life.DEAD;
        held.clear();
        loop.died();
        look();
        List<Event> unwritten = unread ? List.of() : List.copyOf(kept);
        kept.clear();
        long written = arrivalAtParent;
        if (connected && !channelClosed && !unread && !dice.chance(world.plan.badEnd)) {
            send(new Event.ChannelEnded(id, null));
        }
        channelClosed = true;
        long seen = dice.chance(world.plan.badEnd)
                ? dice.time(MS, 2 * world.plan.config.lostWorkerTimeout())
                : dice.time(10 * US, 20 * MS);
        ExitFacts facts = new ExitFacts(code, diagnosis, configurationError, List.of(), null, 0);
        // All that it had written is read before its exit is told, and then what it kept.
        long told = unwritten.isEmpty() ? written : arrivalAtParent;
        world.time.at(Math.max(told, world.time.now() + seen), () -> {
            unwritten.forEach(world::step);
            world.step(new Event.Exited(id, facts));
        });
    }

    /** The kernel says what it does; late, or not at all, where nobody can look. */
    void examine() {
        Dice dice = world.plan.dice;
        if (!dice.chance(0.1)) {
            world.time.after(dice.chance(0.1) ? dice.time(MS, 2 * SECOND) : dice.time(10 * US, 5 * MS), () -> {
                if (isAlive()) {
                    long now = world.time.now();
                    long waited = waits.stream().mapToLong(wait -> Math.min(now, wait[1]) - wait[0]).sum();
                    world.step(new Event.Examined(id, life == Life.STOPPED, 0, waited));
                }
            });
        }
    }

    void sampleMemory() {
        world.time.after(world.plan.dice.time(10 * US, 5 * MS), () -> {
            if (isAlive()) {
                world.step(new Event.MemorySampled(id, loop.rss()));
            }
        });
    }
}
