package dev.carom.cli.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Takes so many bytes, as much of a write as there is room for, and then no more. */
final class FullDisk implements WritableByteChannel {
    private int room;
    private int lines;

    FullDisk(int room) {
        this.room = room;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (room == 0) {
            throw new IOException("No space left on device");
        }
        int taken = Math.min(room, bytes.remaining());
        for (int i = 0; i < taken; i++) {
            lines += bytes.get() == '\n' ? 1 : 0;
        }
        room -= taken;
        return taken;
    }

    int wholeLines() {
        return lines;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
