package dev.carom.internal.process;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Starts programs where there are descriptors for it. A JVM that runs out of them half-way leaves pipes open, or closes what
 * is not its own; and its helper, which has to load a library first, fails for no reason that would be told.
 */
final class Starts {
    /** Five pipes, and the library. */
    private static final int DESCRIPTORS = 11;

    private Starts() {}

    static Process of(ProcessBuilder builder) throws IOException {
        requireDescriptors();
        return builder.start();
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
}
