package dev.carom.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What to say when words that are to stand before a worker's command do not work. */
final class Remedy {
    private static final Map<String, String> PACKAGES = Map.of(
            "bwrap", "bubblewrap", "prlimit", "util-linux", "setsid", "util-linux", "setpriv", "util-linux", "nice", "coreutils");

    private Remedy() {}

    /** @param failure what the program said, or why there is none */
    static String of(List<String> words, String failure) {
        return of(words, failure, Remedy::setting);
    }

    /** @param settings gives the content of a file; empty where there is none */
    static String of(List<String> words, String failure, UnaryOperator<String> settings) {
        String program = words.contains("bwrap") ? "bwrap" : words.get(0);
        String missing = PACKAGES.keySet().stream().filter(name -> failure.equals(missing(name))).findFirst().orElse(null);
        if (missing != null) {
            return "workers cannot be confined: " + failure + "; install the package " + PACKAGES.get(missing);
        }
        return "workers cannot be confined: " + program + " failed (" + failure + "); " + advice(words, failure, settings);
    }

    /** What is said of a program that is not there. */
    static String missing(String program) {
        return "there is no program " + program;
    }

    private static String advice(List<String> words, String failure, UnaryOperator<String> settings) {
        if (words.contains("bwrap") && failure.startsWith("bwrap")) {
            return failure.contains("mount proc")
                    ? "this container hides parts of /proc; let it show all (docker: --security-opt systempaths=unconfined)"
                    : failure.contains("Unknown option")
                            ? "this bwrap is too old: 0.7 or newer is needed"
                            : "user namespaces are needed: " + namespaces(settings);
        }
        if (words.contains("--reuid")) {
            return "only root may start workers as another user: run this process as root, or leave user(...) out";
        }
        return words.get(0).equals("prlimit")
                ? "a limit can only be lowered: see ulimit -H -a for the present ones, and name lower ones"
                : "it does not work as it does elsewhere; is it a program of its own package, " + PACKAGES.get(words.get(0)) + "?";
    }

    private static String namespaces(UnaryOperator<String> settings) {
        if (settings.apply("/proc/sys/user/max_user_namespaces").equals("0")) {
            return "sysctl user.max_user_namespaces=10000 allows them";
        }
        if (settings.apply("/proc/sys/kernel/unprivileged_userns_clone").equals("0")) {
            return "sysctl kernel.unprivileged_userns_clone=1 allows them";
        }
        if (settings.apply("/proc/sys/kernel/apparmor_restrict_unprivileged_userns").equals("1")) {
            return "sysctl kernel.apparmor_restrict_unprivileged_userns=0 allows them, or an AppArmor profile for bwrap";
        }
        return "a container forbids them unless told otherwise (docker: --security-opt seccomp=unconfined)";
    }

    private static String setting(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return ""; // this kernel does not have it
        }
    }
}
