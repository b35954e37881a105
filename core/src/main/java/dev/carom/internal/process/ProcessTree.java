package dev.carom.internal.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final boolean HAS_PROC = Files.exists(Path.of("/proc/self/stat")); // takes no descriptor
    private static final long MOST_NANOS = Duration.ofSeconds(5).toNanos();

    private final Key root;
    private final Set<Key> noted = new HashSet<>();
    private final List<ProcessHandle> notedElsewhere = new ArrayList<>();

    /** The tree of a child of this JVM that was just started. */
    static ProcessTree of(long pid) {
        return new ProcessTree(pid, ProcFs.stat(pid).map(ProcFs.Stat::start).orElse(-1L));
    }

    ProcessTree(long pid, long start) {
        this.root = new Key(pid, start);
    }

    /**
     * One process for ever: a pid comes again, but not with the same start. It says by itself what is equal: JDK 17 keeps the
     * loader of a record whose {@code equals} it had to make.
     */
    private record Key(long pid, long start) {
        static Key of(ProcFs.Stat stat) {
            return new Key(stat.pid(), stat.start());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && pid == key.pid && start == key.start;
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(pid) + Long.hashCode(start);
        }
    }

    /** Remembers the children of the process; once it is killed nothing tells any more whose they were. */
    synchronized void note() {
        if (!HAS_PROC) {
            ProcessHandle.of(root.pid()).ifPresent(this::noteDescendants);
            return;
        }
        List<ProcFs.Stat> children = ProcFs.children(root.pid());
        // Guards against the worker that ended, was reaped, and lent its number to another process meanwhile.
        if (ProcFs.stat(root.pid()).map(Key::of).filter(root::equals).isPresent()) {
            children.forEach(child -> noted.add(Key.of(child)));
        }
    }

    private void noteDescendants(ProcessHandle worker) {
        try (Stream<ProcessHandle> descendants = worker.descendants()) {
            descendants.forEach(notedElsewhere::add);
        }
    }

    /**
     * Kills every process of the tree but its root, and looks again until none is left that was not killed. A process that
     * was sent SIGKILL forks no more, so no waiting is needed in between. Returns false where this process lacks descriptors
     * to look with, and it has to be done again.
     */
    synchronized boolean sweep() {
        try {
            sweepAll();
            return true;
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "pid={0}: its descendants cannot be looked for: {1}", Long.toString(root.pid()), e);
            return false;
        }
    }

    private void sweepAll() throws IOException {
        notedElsewhere.forEach(ProcessHandle::destroyForcibly);
        Set<Key> killed = new HashSet<>();
        long start = System.nanoTime();
        List<ProcFs.Stat> targets = targets();
        while (!targets.isEmpty()) {
            for (ProcFs.Stat target : targets) {
                Sigkill.send(target.pid());
                killed.add(Key.of(target));
            }
            if (System.nanoTime() - start > MOST_NANOS) {
                Log.LOG.log(Level.WARNING, "pid={0}: its descendants fork faster than they can be killed ({1} were)",
                        Long.toString(root.pid()), killed.size());
                return;
            }
            targets = targets();
            targets.removeIf(target -> killed.contains(Key.of(target)));
        }
    }

    /** The living processes of the tree; what leads a session of its own is noted, as its session may outlive it. */
    private List<ProcFs.Stat> targets() throws IOException {
        List<ProcFs.Stat> all = ProcFs.all();
        Set<Long> pids = new HashSet<>();
        Set<Long> sessions = new HashSet<>();
        if (all.stream().noneMatch(this::hasNumberOfRoot)) {
            pids.add(root.pid());
            sessions.add(root.pid());
        }
        noted.stream().filter(key -> all.stream().noneMatch(stat -> stat.pid() == key.pid() && stat.start() != key.start()))
                .forEach(key -> sessions.add(key.pid()));
        List<ProcFs.Stat> tree = new ArrayList<>();
        List<ProcFs.Stat> found;
        do {
            found = all.stream()
                    .filter(stat -> stat.pid() != root.pid() && !pids.contains(stat.pid()))
                    .filter(stat -> pids.contains(stat.parent())
                            || sessions.contains(stat.session())
                            || noted.contains(Key.of(stat)))
                    .toList();
            found.forEach(stat -> pids.add(stat.pid()));
            found.stream().filter(stat -> stat.session() == stat.pid()).forEach(stat -> sessions.add(stat.pid()));
            tree.addAll(found);
        } while (!found.isEmpty());
        tree.forEach(stat -> noted.add(Key.of(stat)));
        tree.removeIf(stat -> !stat.isAlive());
        return tree;
    }

    /**
     * Whether another process has the worker's number now. Numbers in use as a session's are not given out, so the worker's
     * session is empty then, and whatever names that number means the other process.
     */
    private boolean hasNumberOfRoot(ProcFs.Stat stat) {
        return stat.pid() == root.pid() && stat.start() != root.start();
    }
}
