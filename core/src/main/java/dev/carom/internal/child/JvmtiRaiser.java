package dev.carom.internal.child;

import com.sun.jna.Function;
import com.sun.jna.JNIEnv;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Raises by JVMTI's StopThread, which it finds through the tables of function pointers that JNI and JVMTI specify, so
 * neither an agent nor a native build is needed. From 24 on, the JVM warns of JNA's native access unless it runs with
 * {@code --enable-native-access=ALL-UNNAMED}.
 */
final class JvmtiRaiser implements Raiser {
    private static final int JVMTI_VERSION_1_0 = 0x30010000;
    private static final int CAN_SIGNAL_THREAD = 1 << 10;

    /** Positions in the tables, counted from 0. */
    private static final int JNI_INVOKE_GET_ENV = 6;

    private static final int JVMTI_STOP_THREAD = 6;
    private static final int JVMTI_ADD_CAPABILITIES = 141;
    private static final int JNI_GET_FIELD_ID = 94;
    private static final int JNI_SET_BOOLEAN_FIELD = 105;

    /** How long a thread may take to leave its wait, where the machine has much to do. */
    private static final long WAKE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long this looks without a pause whether it has. */
    private static final long SPIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final Map<String, ?> OBJECTS = Map.of(Library.OPTION_ALLOW_OBJECTS, true);

    private final Pointer jvmti;
    private final Function stopThread;

    private JvmtiRaiser(Pointer jvmti) {
        this.jvmti = jvmti;
        this.stopThread = function(jvmti, JVMTI_STOP_THREAD);
    }

    /**
     * @throws IllegalStateException if this JVM does not offer it
     * @throws LinkageError if JNA is absent or finds no native library
     */
    static JvmtiRaiser open() {
        PointerByReference jvm = new PointerByReference();
        IntByReference count = new IntByReference();
        require("JNI_GetCreatedJavaVMs", createdJavaVms().invokeInt(new Object[] {jvm, 1, count}));
        PointerByReference jvmti = new PointerByReference();
        require("GetEnv", function(jvm.getValue(), JNI_INVOKE_GET_ENV)
                .invokeInt(new Object[] {jvm.getValue(), jvmti, JVMTI_VERSION_1_0}));
        try (Memory capabilities = new Memory(16)) {
            capabilities.clear();
            capabilities.setInt(0, CAN_SIGNAL_THREAD);
            require("AddCapabilities", function(jvmti.getValue(), JVMTI_ADD_CAPABILITIES)
                    .invokeInt(new Object[] {jvmti.getValue(), capabilities}));
        }
        return new JvmtiRaiser(jvmti.getValue());
    }

    @Override
    public boolean raise(Thread thread, Throwable exception) {
        Object code = stopThread.invoke(int.class, new Object[] {jvmti, thread, exception}, OBJECTS);
        return Integer.valueOf(0).equals(code);
    }

    /**
     * A sleeping thread is woken by its flag and clears it itself; one that sees the flag gone sleeps on. So this waits
     * until the thread has left the wait that the raise found it in, and leaves the flag alone where it does not. A thread
     * that waits without the flag has left that wait, and is in another one.
     */
    @Override
    public void clearInterrupt(Thread thread) {
        long start = System.nanoTime();
        for (long waited = 0; thread.isInterrupted() && waits(thread); waited = System.nanoTime() - start) {
            if (waited > WAKE_NANOS) {
                return;
            } else if (waited > SPIN_NANOS) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
        Pointer env = jniEnv();
        Object field = function(env, JNI_GET_FIELD_ID)
                .invoke(Pointer.class, new Object[] {JNIEnv.CURRENT, Thread.class, "interrupted", "Z"}, OBJECTS);
        if (field != null) {
            function(env, JNI_SET_BOOLEAN_FIELD)
                    .invoke(void.class, new Object[] {JNIEnv.CURRENT, thread, field, (byte) 0}, OBJECTS);
        }
    }

    private static boolean waits(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    /** The JNI environment of the calling thread. */
    private static Pointer jniEnv() {
        PointerByReference jvm = new PointerByReference();
        IntByReference count = new IntByReference();
        require("JNI_GetCreatedJavaVMs", createdJavaVms().invokeInt(new Object[] {jvm, 1, count}));
        PointerByReference env = new PointerByReference();
        require("GetEnv", function(jvm.getValue(), JNI_INVOKE_GET_ENV)
                .invokeInt(new Object[] {jvm.getValue(), env, 0x00010008}));
        return env.getValue();
    }

    private static Function createdJavaVms() {
        try {
            return NativeLibrary.getProcess().getFunction("JNI_GetCreatedJavaVMs");
        } catch (UnsatisfiedLinkError notGlobal) {
            Path home = Path.of(System.getProperty("java.home"));
            String name = System.mapLibraryName("jvm");
            Path lib = home.resolve(name.endsWith(".dll") ? "bin" : "lib").resolve("server").resolve(name);
            return NativeLibrary.getInstance(lib.toString()).getFunction("JNI_GetCreatedJavaVMs");
        }
    }

    /** The function at a position of the table that the first word of {@code environment} points to. */
    private static Function function(Pointer environment, int position) {
        return Function.getFunction(environment.getPointer(0).getPointer((long) position * Native.POINTER_SIZE));
    }

    private static void require(String what, int code) {
        if (code != 0) {
            throw new IllegalStateException(what + " answered " + code);
        }
    }
}
