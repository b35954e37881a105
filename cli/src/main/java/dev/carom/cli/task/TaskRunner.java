package dev.carom.cli.task;

import dev.carom.cli.text.Json;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The function inside a worker. Installed once, before the worker's first task. */
public final class TaskRunner {
    private static final long PID = ProcessHandle.current().pid();

    private static volatile @Nullable TaskRunner installed;

    private final TaskLoader loader;
    private final MethodHandle function;
    private final boolean ofPath;
    private final boolean json;

    private TaskRunner(TaskCode code) throws ReflectiveOperationException {
        loader = new TaskLoader(code.classPath(), code.classes());
        Class<?> type = Class.forName(code.className(), false, loader);
        Method method = type.getDeclaredMethod(code.methodName(), code.ofPath() ? Path.class : String.class);
        method.setAccessible(!type.getModule().isNamed()); // the class itself need not be public
        function = MethodHandles.lookup().unreflect(method);
        ofPath = code.ofPath();
        json = code.json();
    }

    /** Loads the function. What it needs in turn is loaded when it is called. */
    public static Object install(TaskCode code) throws ReflectiveOperationException {
        installed = new TaskRunner(code);
        return "";
    }

    /** Calls the function, and returns what {@link Reply#of} reads. Never throws what the function throws. */
    public static @Nullable Object[] run(String input) {
        TaskRunner runner = installed;
        if (runner == null) {
            throw new IllegalStateException("no function was installed in this worker");
        }
        return runner.call(input);
    }

    private @Nullable Object[] call(String input) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        long started = System.currentTimeMillis();
        long start = System.nanoTime();
        try {
            Object result = ofPath ? function.invoke(Path.of(input)) : function.invoke(input);
            String text = json ? Json.of(result) : text(result);
            return Reply.success(text, started, System.nanoTime() - start, PID);
        } catch (Throwable thrown) {
            return Reply.failure(Failure.of(thrown, loader), started, System.nanoTime() - start, PID);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Null where there is nothing to print: the function returns nothing, or null. */
    private static @Nullable String text(@Nullable Object result) {
        if (result != null && result.getClass().isArray()) {
            Object[] elements = new Object[Array.getLength(result)];
            Arrays.setAll(elements, i -> Array.get(result, i));
            return Arrays.deepToString(elements);
        }
        return result == null ? null : String.valueOf(result);
    }
}
