package dev.carom.cli.run;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * SIGINT and SIGTERM. What the JDK has for signals is not part of its API, and a compiler that treats warnings as errors
 * refuses it; so it is called by reflection, and where it is missing, signals end this process as they end any JVM.
 */
final class Signals {
    private Signals() {}

    /** Calls back with the signal's number, on a thread of the JVM. */
    static void handle(IntConsumer action) {
        handle("INT", 2, action);
        handle("TERM", 15, action);
    }

    private static void handle(String name, int number, IntConsumer action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, args) -> switch (method.getName()) {
                case "handle" -> {
                    action.accept(number);
                    yield null;
                }
                case "equals" -> proxy == args[0];
                case "hashCode" -> number;
                default -> "handler of SIG" + name;
            };
            Object callback = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, calls);
            Method register = signal.getMethod("handle", signal, handler);
            register.invoke(null, signal.getConstructor(String.class).newInstance(name), callback);
        } catch (ReflectiveOperationException e) {
            String why = e instanceof InvocationTargetException ? String.valueOf(e.getCause()) : e.toString();
            System.getLogger("dev.carom.cli").log(System.Logger.Level.DEBUG, "no handler for SIG{0}: {1}", name, why);
        }
    }
}
