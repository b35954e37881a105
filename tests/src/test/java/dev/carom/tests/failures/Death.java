package dev.carom.tests.failures;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Ways in which the process of a task ends. None returns. */
final class Death {
    private Death() {}

    static int halt(int code) {
        Runtime.getRuntime().halt(code);
        return code;
    }

    static int exit(int code) {
        System.exit(code);
        return code;
    }

    /** Sends this process a signal, and waits for it. */
    static int signal(String name) throws IOException {
        new ProcessBuilder("kill", "-" + name, Long.toString(ProcessHandle.current().pid())).inheritIO().start();
        while (true) {
            LockSupport.park();
        }
    }

    /** Writes where nothing is. */
    static int crash() throws ReflectiveOperationException {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field instance = unsafe.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        unsafe.getMethod("putLong", long.class, long.class).invoke(instance.get(null), 0L, 1L);
        throw new AssertionError("it did not crash");
    }

    static int fillHeap() {
        List<byte[]> held = new ArrayList<>();
        while (true) {
            held.add(new byte[16 << 20]);
        }
    }
}
