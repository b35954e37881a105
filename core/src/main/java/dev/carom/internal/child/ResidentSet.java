package dev.carom.internal.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The resident set size of this process, read from {@code /proc/self/statm} through a channel that stays open. */
final class ResidentSet {
    private static final long AT_PAGESZ = 6;

    private final @Nullable FileChannel statm;
    private final long pageSize;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(128);

    private ResidentSet(@Nullable FileChannel statm, long pageSize) {
        this.statm = statm;
        this.pageSize = pageSize;
    }

    /** One that always says 0 where there is no such file. */
    static ResidentSet open() {
        Path file = Path.of("/proc/self/statm");
        try {
            return new ResidentSet(FileChannel.open(file, StandardOpenOption.READ), pageSize());
        } catch (IOException notLinux) {
            return new ResidentSet(null, 0);
        }
    }

    /** In bytes; 0 where it cannot be known. One thread at a time, which must not be interrupted. */
    long bytes() {
        if (statm == null) {
            return 0;
        }
        try {
            buffer.clear();
            statm.read(buffer, 0);
            buffer.flip();
            return secondField() * pageSize;
        } catch (IOException unreadable) {
            return 0;
        }
    }

    private long secondField() {
        long value = 0;
        boolean second = false;
        while (buffer.hasRemaining()) {
            byte b = buffer.get();
            if (b == ' ') {
                if (second) {
                    return value;
                }
                second = true;
            } else if (second) {
                value = 10 * value + (b - '0');
            }
        }
        return value;
    }

    /** From the auxiliary vector: pairs of native longs, type and value. */
    private static long pageSize() throws IOException {
        ByteBuffer vector = ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
                .order(ByteOrder.nativeOrder());
        while (vector.remaining() >= 16) {
            long type = vector.getLong();
            long value = vector.getLong();
            if (type == AT_PAGESZ) {
                return value;
            }
        }
        throw new IOException("no page size in the auxiliary vector");
    }
}
