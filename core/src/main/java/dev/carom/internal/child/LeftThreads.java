package dev.carom.internal.child;

import dev.carom.internal.text.PrintableText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices threads that a task started and that outlive it. Looks only at the task thread's group and below, so threads of
 * the JDK's own groups do not count; nor do others of the whole JVM, nor Carom's. Used by the task thread.
 */
final class LeftThreads {
    /** A task that took less cannot have started a thread; what is overlooked is seen at the next look. */
    private static final long LEAST = 50_000;
    /** A thread that is about to end gets so long, in all. */
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int SHOWN = 8;

    /** There is one for the whole JVM, whoever needs it first: the last two for {@code orTimeout}, before JDK 25 and since. */
    private static final Set<String> OF_THE_JVM =
            Set.of("DestroyJavaVM", "CompletableFutureDelayScheduler", "ForkJoinPool.commonPool-delayScheduler");

    private final ThreadGroup group = Thread.currentThread().getThreadGroup();
    private Set<Long> known = new HashSet<>();
    private int count;

    /** What runs now is there on purpose. */
    void know() {
        List<Thread> alive = alive();
        known = ids(alive);
        count = group.activeCount();
    }

    /** The threads that are new since the last look, in words; null where there are none. */
    @Nullable String left(long elapsed) {
        if (elapsed < LEAST || group.activeCount() == count) {
            return null;
        }
        long end = System.nanoTime() + GRACE;
        List<Thread> fresh = new ArrayList<>();
        for (Thread thread : alive()) {
            if (!known.contains(thread.getId()) && outlives(thread, end)) {
                fresh.add(thread);
            }
        }
        know();
        return fresh.isEmpty() ? null : describe(fresh);
    }

    private static boolean outlives(Thread thread, long end) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
        } catch (InterruptedException e) {
            throw new AssertionError("the task thread cannot be interrupted in the loop", e);
        }
        return thread.isAlive();
    }

    private List<Thread> alive() {
        Thread[] all = new Thread[group.activeCount() + 16];
        int found = group.enumerate(all);
        List<Thread> alive = new ArrayList<>();
        for (int i = 0; i < found; i++) {
            if (!isOfTheWorker(all[i])) {
                alive.add(all[i]);
            }
        }
        return alive;
    }

    private static boolean isOfTheWorker(Thread thread) {
        return thread instanceof WorkerThread
                || OF_THE_JVM.contains(thread.getName())
                || thread instanceof ForkJoinWorkerThread common && common.getPool() == ForkJoinPool.commonPool()
                || thread.getClass().getName().startsWith("com.sun.jna.");
    }

    private static Set<Long> ids(List<Thread> threads) {
        Set<Long> ids = new HashSet<>();
        threads.forEach(thread -> ids.add(thread.getId()));
        return ids;
    }

    private static String describe(List<Thread> threads) {
        StringBuilder text = new StringBuilder();
        for (Thread thread : threads.subList(0, Math.min(SHOWN, threads.size()))) {
            text.append(text.isEmpty() ? "" : ", ").append('\'').append(PrintableText.name(thread.getName())).append('\'')
                    .append(thread.isDaemon() ? " (daemon)" : "");
        }
        return threads.size() > SHOWN ? text + " and " + (threads.size() - SHOWN) + " more" : text.toString();
    }
}
