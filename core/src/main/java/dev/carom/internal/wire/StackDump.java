package dev.carom.internal.wire;

import java.nio.ByteBuffer;
import java.util.List;

/** The stack of a thread, as a STACK frame carries it. */
public record StackDump(String thread, List<StackTraceElement> frames) {

    public StackDump {
        frames = List.copyOf(frames);
    }

    /** At most {@value StackFrames#MOST} frames of it. */
    public byte[] encode() {
        ByteWriter out = new ByteWriter(4096);
        out.string(thread);
        StackFrames.write(out, frames.toArray(new StackTraceElement[0]), StackFrames.MOST);
        return out.toByteArray();
    }

    public static StackDump decode(ByteBuffer body) throws ProtocolException {
        BodyReader in = new BodyReader(body);
        String thread = in.string("thread");
        StackDump dump = new StackDump(thread, List.of(StackFrames.read(in)));
        in.end();
        return dump;
    }
}
