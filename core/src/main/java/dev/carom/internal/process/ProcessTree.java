package dev.carom.internal.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a worker started and may leave behind: the processes of its session, and its descendants in sessions of their own.
 *
 * <p>A process loses its parent when that dies, but stays in its session. So the worker's session is looked up after its
 * death; its children, which may have sessions of their own, are noted before it is killed. On Linux from {@code /proc};
 * elsewhere only the descendants that were noted are known.
 */
final class ProcessTree {
    private static final Logger LOG = System.getLogger("dev.carom.process");
    private static final long MOST_NANOS = Duration.ofSeconds(5).toNanos();

    /** A process that was forked before its parent was killed may get its start time a tick after that. */
    private static final long TICKS_OF_GRACE = 2;

    private final long root;
    private final long rootStart;
    private final Set<ProcFs.Stat> noted = new HashSet<>();
    private final List<ProcessHandle> notedElsewhere = new ArrayList<>();

    /** The tree of a process that was just started. */
    ProcessTree(long root) {
        this.root = root;
        this.rootStart = ProcFs.stat(root).map(ProcFs.Stat::start).orElse(0L);
    }

    /** Remembers the children of the process, which must be alive; its kill would make them orphans. */
    synchronized void note() {
        List<ProcFs.Stat> children = ProcFs.children(root);
        noted.addAll(children);
        if (children.isEmpty() && !onLinux()) {
            try (Stream<ProcessHandle> descendants = descendants()) {
                descendants.forEach(notedElsewhere::add);
            }
        }
    }

    private Stream<ProcessHandle> descendants() {
        return ProcessHandle.of(root).map(ProcessHandle::descendants).orElseGet(Stream::empty);
    }

    private static boolean onLinux() {
        return ProcFs.stat(ProcessHandle.current().pid()).isPresent();
    }

    /**
     * Kills every process of the tree but its root, and looks again until none is left that was not killed. A process that
     * was sent SIGKILL forks no more, so that no waiting is needed in between.
     *
     * @param endOfRoot when the root was seen dead, or now: a process that started later has nothing to do with it, even
     *     where its number says so
     */
    synchronized void sweep(long endOfRoot) {
        notedElsewhere.forEach(ProcessHandle::destroyForcibly);
        Set<ProcessKey> killed = new HashSet<>();
        long giveUp = System.nanoTime() + MOST_NANOS;
        long startedBefore = endOfRoot;
        while (true) {
            List<ProcFs.Stat> targets = targets(startedBefore + TICKS_OF_GRACE);
            targets.removeIf(target -> !killed.add(ProcessKey.of(target)));
            if (targets.isEmpty()) {
                return;
            }
            targets.forEach(ProcessTree::kill);
            startedBefore = ProcFs.now();
            if (System.nanoTime() - giveUp > 0) {
                LOG.log(Level.WARNING, "pid={0}: its descendants fork faster than they can be killed; {1} killed so far",
                        root, killed.size());
                return;
            }
        }
    }

    private static void kill(ProcFs.Stat target) {
        ProcessHandle.of(target.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    private List<ProcFs.Stat> targets(long startedBefore) {
        List<ProcFs.Stat> all = ProcFs.all();
        Set<Long> tree = new HashSet<>();
        Set<Long> sessions = new HashSet<>();
        tree.add(root);
        sessions.add(root);
        Set<ProcessKey> known = new HashSet<>();
        noted.forEach(stat -> known.add(ProcessKey.of(stat)));
        List<ProcFs.Stat> targets = new ArrayList<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (ProcFs.Stat stat : all) {
                boolean belongs = stat.start() >= rootStart && stat.start() <= startedBefore && stat.pid() != root
                        && (sessions.contains(stat.session()) || tree.contains(stat.parent())
                                || known.contains(ProcessKey.of(stat)));
                if (belongs && tree.add(stat.pid())) {
                    grown = true;
                    if (stat.session() == stat.pid()) {
                        sessions.add(stat.pid());
                    }
                    if (stat.isAlive()) {
                        targets.add(stat);
                    }
                }
            }
        }
        noted.addAll(targets);
        return targets;
    }

    /** One process for ever: numbers come again, but not with the same start. */
    private record ProcessKey(long pid, long start) {
        static ProcessKey of(ProcFs.Stat stat) {
            return new ProcessKey(stat.pid(), stat.start());
        }
    }
}
