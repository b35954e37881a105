package dev.carom.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * Stack frames: i32 count, then for each one string class, method, file, class loader, module, module version (empty:
 * none) and i32 line.
 */
public final class StackFrames {
    /** No more than this many frames of a stack are sent; the deepest ones are left out. */
    public static final int MOST = 1000;

    private static final int NAME = 512;

    private StackFrames() {}

    public static void write(ByteWriter out, StackTraceElement[] frames, int most) {
        int count = Math.min(frames.length, most);
        out.i32(count);
        for (int i = 0; i < count; i++) {
            StackTraceElement frame = frames[i];
            name(out, frame.getClassName());
            name(out, frame.getMethodName());
            name(out, frame.getFileName());
            name(out, frame.getClassLoaderName());
            name(out, frame.getModuleName());
            name(out, frame.getModuleVersion());
            out.i32(frame.getLineNumber());
        }
    }

    public static StackTraceElement[] read(BodyReader in) throws ProtocolException {
        StackTraceElement[] frames = new StackTraceElement[in.count("frames", 7 * 4)];
        for (int i = 0; i < frames.length; i++) {
            String type = cut(in.string("class"));
            String method = cut(in.string("method"));
            String file = emptyToNull(cut(in.string("file")));
            String loader = emptyToNull(cut(in.string("class loader")));
            String module = emptyToNull(cut(in.string("module")));
            String version = emptyToNull(cut(in.string("module version")));
            frames[i] = new StackTraceElement(loader, module, version, type, method, file, in.i32("line"));
        }
        return frames;
    }

    private static void name(ByteWriter out, @Nullable String name) {
        out.string(name == null ? "" : cut(name));
    }

    /** Also where it is read: a worker may claim any name. */
    private static String cut(String name) {
        return name.length() > NAME ? name.substring(0, NAME) : name;
    }

    private static @Nullable String emptyToNull(String name) {
        return name.isEmpty() ? null : name;
    }
}
