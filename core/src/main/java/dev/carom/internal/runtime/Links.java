package dev.carom.internal.runtime;

import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.engine.Action;
import dev.carom.internal.wire.FrameType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ways to the workers that are not released. Guarded by the engine's lock. */
final class Links {
    private final TaskEncoder encoder;
    private final EngineGate.Targets targets;
    private final Map<Integer, Link> links = new HashMap<>();

    /** The one that was asked for last, as many actions in a row are for one worker; null where it is gone. */
    private @Nullable Link lastFound;

    private int lastWorker;

    /** @param targets makes links */
    Links(TaskEncoder encoder, EngineGate.Targets targets) {
        this.encoder = encoder;
        this.targets = targets;
    }

    @Nullable Link get(int worker) {
        return links.get(worker);
    }

    List<Link> all() {
        return new ArrayList<>(links.values());
    }

    /**
     * Puts the action into the queue of its worker; returns {@code dirty}, with that worker where its queue is to be flushed.
     *
     * <p>It is all one method: as it is larger than what HotSpot inlines, it is compiled once, and not again with each way by
     * which tasks are entered.
     */
    @Nullable List<Link> route(Action action, @Nullable List<Link> dirty) {
        if (action instanceof Action.SendTask a) {
            Link link = link(a.worker());
            link.addTask(a, encoder);
            return touch(link, dirty);
        } else if (action instanceof Action.Spawn a) {
            Link link = targets.link(a.worker(), a.spare());
            links.put(a.worker(), link);
            link.order(action);
        } else if (action instanceof Action.Release a) {
            Link link = link(a.worker());
            links.remove(a.worker());
            lastFound = null;
            link.order(action);
        } else if (action instanceof Action.Kill a) {
            link(a.worker()).order(action);
        } else if (action instanceof Action.Signal a) {
            link(a.worker()).order(action);
        } else if (action instanceof Action.SampleMemory a) {
            link(a.worker()).order(action);
        } else if (action instanceof Action.Examine a) {
            link(a.worker()).order(action);
        } else if (action instanceof Action.SendRevoke a) {
            return send(a.worker(), FrameType.REVOKE, a.attempt(), new byte[0], dirty);
        } else if (action instanceof Action.SendConfirm a) {
            return send(a.worker(), FrameType.CONFIRM, a.attempt(), new byte[] {(byte) (a.go() ? 1 : 0)}, dirty);
        } else if (action instanceof Action.SendSoftLimit a) {
            byte[] limit = ByteBuffer.allocate(24).putLong(a.limit()).putLong(a.elapsed()).putLong(a.pid()).array();
            return send(a.worker(), FrameType.SOFT_LIMIT, a.attempt(), limit, dirty);
        } else if (action instanceof Action.SendDump a) {
            return send(a.worker(), FrameType.DUMP, a.attempt(), new byte[0], dirty);
        } else if (action instanceof Action.SendExit a) {
            return send(a.worker(), FrameType.EXIT, 0, new byte[0], dirty);
        } else if (action instanceof Action.Look a) {
            Link link = link(a.worker());
            link.lookWhenFlushed();
            return touch(link, dirty);
        } else {
            throw new IllegalArgumentException("unknown action " + action);
        }
        return dirty;
    }

    private @Nullable List<Link> send(
            int worker, FrameType type, long attempt, byte[] body, @Nullable List<Link> dirty) {
        Link link = link(worker);
        link.add(type, attempt, body);
        return touch(link, dirty);
    }

    private Link link(int worker) {
        Link link = lastFound;
        return link != null && worker == lastWorker ? link : find(worker);
    }

    private Link find(int worker) {
        Link link = links.get(worker);
        if (link == null) {
            throw new IllegalStateException("worker " + worker + " was released already");
        }
        lastFound = link;
        lastWorker = worker;
        return link;
    }

    private static List<Link> touch(Link link, @Nullable List<Link> dirty) {
        if (dirty == null) {
            return new ArrayList<>(List.of(link));
        }
        if (!dirty.contains(link)) {
            dirty.add(link);
        }
        return dirty;
    }
}
