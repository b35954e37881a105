package dev.carom.tests.environment;

import dev.carom.ProcessPool;
import dev.carom.error.LaunchException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A host whose user may have few more threads and processes, or none, when it makes pools. */
final class CrowdedHost {
    /** With fewer a pool of one worker does not start. */
    static final int MOST = 5;

    private CrowdedHost() {}

    public static void main(String[] args) throws Exception {
        Deque<Idle> held = new ArrayDeque<>();
        takeAll(held);
        for (int free = 0; free < MOST; free++) {
            String refusal = refusal();
            System.out.println("left with " + free + ": " + children() + ", refused: " + refusal);
            takeAll(held); // the threads of that pool are gone
            for (int i = 0; i <= free; i++) {
                held.removeLast().end();
            }
        }
        while (!held.isEmpty()) {
            held.removeLast().end();
        }
        try (ProcessPool pool = ProcessPool.of(1)) {
            System.out.println("with all of them: " + pool.<String, RuntimeException>apply(() -> "it works"));
        }
    }

    private static void takeAll(Deque<Idle> held) {
        try {
            while (true) {
                held.add(new Idle());
            }
        } catch (OutOfMemoryError e) {
            return; // all are taken
        }
    }

    /** A thread that does nothing. */
    private static final class Idle {
        private final CountDownLatch over = new CountDownLatch(1);
        private final Thread thread = new Thread(this::await);

        Idle() {
            thread.setDaemon(true);
            thread.start();
        }

        private void await() {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts it", e);
            }
        }

        void end() throws InterruptedException {
            over.countDown();
            thread.join();
        }
    }

    /** Those that nobody has waited for after a time in which any that was killed is gone. */
    private static List<Long> children() {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            List<Long> children = ProcessHandle.current().children().map(ProcessHandle::pid).toList();
            if (children.isEmpty() || System.nanoTime() > deadline) {
                return children;
            }
            Thread.onSpinWait();
        }
    }

    private static String refusal() {
        try (ProcessPool pool = ProcessPool.of(1)) {
            return "no: " + pool;
        } catch (LaunchException e) {
            return e.getMessage();
        }
    }
}
