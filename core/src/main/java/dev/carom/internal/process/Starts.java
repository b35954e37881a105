package dev.carom.internal.process;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * Starts programs where there are descriptors and threads for it. A JVM that runs out of descriptors half-way leaves pipes open,
 * or closes what is not its own; and its helper, which has to load a library first, fails for no reason that would be told. One
 * that has no thread left to wait for the process never does: it stays a zombie, which counts as a process, until this JVM ends.
 */
final class Starts {
    /** Five pipes, and the library. */
    private static final int DESCRIPTORS = 11;

    /** For the process, which counts as one, and the JDK's own that waits for it. */
    private static final int THREADS = 2;

    private static final long STACK_BYTES = 128 << 10; // as that one has

    private Starts() {}

    /**
     * @throws OutOfMemoryError among others where a thread could be started before, and not after the process: that may run
     */
    static Process of(ProcessBuilder builder) throws IOException {
        requireDescriptors();
        requireThreads();
        Thread here = Thread.currentThread();
        ClassLoader loader = here.getContextClassLoader();
        here.setContextClassLoader(null); // the JDK's thread that waits for it inherits that, and outlives it by a minute
        try {
            return builder.start();
        } catch (IOException e) {
            throw inOneLine(e);
        } finally {
            here.setContextClassLoader(loader);
        }
    }

    /** From JDK 25 on its message has ten lines, of which those after the first do not help where a limit is the reason. */
    static IOException inOneLine(IOException refusal) {
        long telling = Shortage.of(refusal) == null ? Long.MAX_VALUE : 1;
        String line = String.valueOf(refusal.getMessage())
                .lines().limit(telling).map(String::strip).collect(Collectors.joining(" "));
        return new IOException(line, refusal);
    }

    private static void requireDescriptors() throws IOException {
        Deque<SocketChannel> taken = new ArrayDeque<>(DESCRIPTORS);
        try {
            while (taken.size() < DESCRIPTORS) {
                taken.add(SocketChannel.open(StandardProtocolFamily.UNIX));
            }
        } finally {
            for (SocketChannel each : taken) {
                each.close();
            }
        }
    }

    /** All of them at the same time; they are gone when this returns. */
    private static void requireThreads() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        List<Thread> taken = new ArrayList<>(THREADS);
        try {
            while (taken.size() < THREADS) {
                Thread thread = new Placeholder(over);
                thread.start();
                taken.add(thread);
            }
        } catch (OutOfMemoryError e) {
            IOException refusal = new IOException("no thread can be started that waits for it: " + e.getMessage(), e);
            if (Shortage.of(refusal) == null) {
                throw e;
            }
            throw refusal;
        } finally {
            over.countDown();
            joinAll(taken);
        }
    }

    /** Whoever was interrupted meanwhile is so afterwards. */
    private static void joinAll(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Placeholder extends Thread {
        private final CountDownLatch over;

        Placeholder(CountDownLatch over) {
            super(null, null, "carom-placeholder", STACK_BYTES);
            setDaemon(true);
            this.over = over;
        }

        @Override
        public void run() {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody has this thread to interrupt it", e);
            }
        }
    }
}
