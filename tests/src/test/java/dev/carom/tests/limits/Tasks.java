package dev.carom.tests.limits;

import dev.carom.Task;
import dev.carom.tests.support.Marks;
import java.util.concurrent.TimeUnit;

/** Code that does not end by itself, in the ways in which real code does not. */
final class Tasks {
    static volatile long sink;

    private Tasks() {}

    static Task<Integer, RuntimeException> busyLoop() {
        return () -> {
            while (true) {
                sink++;
            }
        };
    }

    /** Loops of which the optimizing compiler knows how often they run, and so leaves no safepoint in them where it need not. */
    static Task<Long, RuntimeException> countingLoop() {
        return () -> {
            long sum = 0;
            for (int i = 0; i < Integer.MAX_VALUE; i++) {
                for (int j = 0; j < 1000; j++) {
                    sum += (long) i * j ^ sum;
                }
            }
            return sum;
        };
    }

    /** A busy loop below that many frames of {@code descend}; leaves a mark once it is so deep. */
    static Task<Integer, RuntimeException> busyLoopBelow(int frames, Marks marks) {
        return () -> descend(frames, marks);
    }

    private static int descend(int frames, Marks marks) {
        if (frames == 0) {
            marks.leave("deep");
            return busyLoop().call();
        }
        return descend(frames - 1, marks) + 1;
    }

    static Task<Integer, RuntimeException> sleepThatSwallowsInterrupts() {
        return () -> {
            while (true) {
                try {
                    TimeUnit.HOURS.sleep(1);
                } catch (InterruptedException e) {
                    sink++;
                }
            }
        };
    }

    static Task<Integer, RuntimeException> sleepThatSwallowsAll() {
        return () -> {
            while (true) {
                try {
                    TimeUnit.HOURS.sleep(1);
                } catch (Throwable e) {
                    sink++;
                }
            }
        };
    }

    static Task<Integer, Exception> sleep() {
        return () -> {
            TimeUnit.HOURS.sleep(1);
            return 0;
        };
    }

    /** A lock that no interrupt ends the wait for, held by a thread that waits for one that this thread holds. */
    static Task<Integer, InterruptedException> deadlock() {
        return () -> {
            Object mine = new Object();
            Object other = new Object();
            synchronized (mine) {
                Thread thread = new Thread(() -> {
                    synchronized (other) {
                        synchronized (mine) {
                            sink++;
                        }
                    }
                });
                thread.start();
                while (thread.getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
                synchronized (other) {
                    return 1;
                }
            }
        };
    }

    /** In the kernel, where no Java exception reaches: a read from a pipe that nobody writes to. */
    static Task<Integer, Exception> nativeCall() {
        return () -> {
            Process silent = new ProcessBuilder("sleep", "3600").start();
            return silent.getInputStream().read();
        };
    }

    /** {@code System.exit} that waits for a shutdown hook, which waits for ever. */
    static Task<Integer, RuntimeException> blockedShutdownHook() {
        return () -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> sleepThatSwallowsInterrupts().call()));
            System.exit(0);
            return 0;
        };
    }

    /** Stops its own process by SIGSTOP; everything in it stands still. */
    static Task<Integer, Exception> stoppedProcess() {
        return () -> {
            new ProcessBuilder("kill", "-STOP", Long.toString(ProcessHandle.current().pid())).start().waitFor();
            return busyLoop().call();
        };
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }
}
