package dev.carom.internal.process;

import dev.carom.error.LaunchException;
import java.lang.module.ModuleFinder;
import java.util.List;
import java.util.function.Predicate;

/**
 * The modules of the JDK that a JVM with pools of processes needs beside java.base. On a module path they come with Carom; on a
 * class path nothing adds them to a run-time image, nor to a program whose main class is in a module. A worker needs none.
 */
public final class NeededModules {
    private static final List<String> NAMES = List.of("java.management", "jdk.management", "jdk.net");

    private NeededModules() {}

    /** @throws LaunchException if one is missing */
    public static void check(String pool) {
        List<String> missing = NAMES.stream().filter(Predicate.not(NeededModules::isThere)).toList();
        if (!missing.isEmpty()) {
            String names = String.join(",", missing);
            boolean inImage = missing.stream().allMatch(name -> ModuleFinder.ofSystem().find(name).isPresent());
            throw new LaunchException("pool " + pool + " is not started, as modules of the JDK that it needs are missing: " + names
                    + "; " + (inImage
                            ? "start java with --add-modules " + names
                            : System.getProperty("java.home") + " was made without them: add them, jlink --add-modules "
                                    + names), null);
        }
    }

    private static boolean isThere(String module) {
        return ModuleLayer.boot().findModule(module).isPresent();
    }
}
