package dev.carom.internal.wire;

import dev.carom.internal.text.PrintableText;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stack of a thread, as a STACK frame carries it. */
public record StackDump(String thread, List<StackTraceElement> frames) {

    public StackDump {
        thread = PrintableText.name(thread);
        frames = List.copyOf(frames);
    }

    /**
     * Where the thread was, in words on one line: its top frame, and the one outside the JDK that led there. Null where it has
     * no frame.
     */
    public @Nullable String place() {
        if (frames.isEmpty()) {
            return null;
        }
        StackTraceElement caller = frames.get(0);
        for (int i = 0; i < frames.size() && isOfTheJdk(caller); i++) {
            caller = frames.get(i);
        }
        boolean own = caller.equals(frames.get(0)) || isOfTheJdk(caller)
                || caller.getClassName().startsWith("dev.carom.internal.");
        String text = "at " + text(frames.get(0)) + (own ? "" : ", called by " + text(caller));
        return PrintableText.of(text); // a worker may claim any name
    }

    private static boolean isOfTheJdk(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    /** Without class loader and module. */
    private static String text(StackTraceElement frame) {
        return new StackTraceElement(
                frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber()).toString();
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
