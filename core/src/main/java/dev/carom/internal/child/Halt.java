package dev.carom.internal.child;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Ends the process at once: no shutdown hook, no finalizer, nothing of the user's can delay it. */
final class Halt {
    private Halt() {}

    /** Loads this class: when it is needed there may be no descriptor to load it with. */
    static void prepare() {}

    /** As a clause, that no file can be opened, and so no class loaded: a task has all descriptors. Empty where one can be. */
    static String lackOfDescriptors() {
        try {
            new FileInputStream("/dev/null").close();
            return "";
        } catch (IOException e) {
            return ", as this process can open no more files, not even those of classes (ulimit -n): " + e.getMessage();
        }
    }

    /** Does not return; typed so that the caller can say {@code throw}. */
    static Error now(int code, String why, @Nullable Throwable cause) {
        try {
            // Not System.err: user code may have replaced or closed it.
            PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), false);
            err.println("carom worker: " + why);
            if (cause != null) {
                cause.printStackTrace(err);
            }
            err.flush();
        } finally {
            Runtime.getRuntime().halt(code);
        }
        throw new AssertionError("halt returned");
    }

    static Error now(int code, String why) {
        return now(code, why, null);
    }
}
