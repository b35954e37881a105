package dev.carom.launch;

import dev.carom.WorkerLauncher.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A sandbox made by {@code bwrap}: namespaces of its own, no capabilities, and a file system that has what is named here.
 *
 * @param temporarySpace in bytes
 */
record Sandbox(Set<Path> readable, Set<Path> writable, boolean network, long temporarySpace) {
    static final Sandbox STRICT = new Sandbox(Set.of(), Set.of(), false, 256L << 20);

    private static final long LEAST_SPACE = 1 << 20;
    private static final String TEMPORARY = "/tmp";
    private static final Path PROGRAMS = Path.of("/usr");

    private static final List<String> ISOLATION = List.of(
            "bwrap", "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try",
            "--cap-drop", "ALL", "--new-session", "--die-with-parent");

    /** Programs and libraries. */
    private static final List<String> SYSTEM = List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

    /**
     * What programs look up in {@code /etc}. Never all of it: a worker of root's has no capabilities in here, but still owns
     * root's files, password hashes among them.
     */
    private static final List<String> SETTINGS = List.of(
            "alternatives", "ca-certificates", "crypto-policies", "fonts", "group", "java", "ld.so.cache", "ld.so.conf",
            "ld.so.conf.d", "localtime", "locale.conf", "mime.types", "nsswitch.conf", "passwd", "pki/ca-trust", "pki/java",
            "ssl/certs", "ssl/openssl.cnf", "timezone");

    /** What the network needs there. */
    private static final List<String> NETWORK_SETTINGS =
            List.of("gai.conf", "host.conf", "hosts", "protocols", "resolv.conf", "services");

    Sandbox alsoReadable(Collection<Path> more) {
        requireThere("readable", more);
        return new Sandbox(union(readable, more), writable, network, temporarySpace);
    }

    Sandbox alsoWritable(Collection<Path> more) {
        requireThere("writable", more);
        return new Sandbox(readable, union(writable, more), network, temporarySpace);
    }

    Sandbox network(boolean allow) {
        return new Sandbox(readable, writable, allow, temporarySpace);
    }

    Sandbox temporarySpace(long bytes) {
        if (bytes < LEAST_SPACE) {
            throw new IllegalArgumentException("temporarySpace must be " + LEAST_SPACE + " or more, but is " + bytes);
        }
        return new Sandbox(readable, writable, network, bytes);
    }

    private static void requireThere(String option, Collection<Path> paths) {
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(
                        option + ": must exist, but " + path.toAbsolutePath() + " does not; make it first, or leave it out");
            }
        }
    }

    private static Set<Path> union(Set<Path> some, Collection<Path> more) {
        Set<Path> all = new LinkedHashSet<>(some);
        more.forEach(path -> all.add(path.toAbsolutePath().normalize()));
        return all;
    }

    /** What stands before any command that is to run in it. */
    List<String> words() {
        List<String> words = new ArrayList<>(ISOLATION);
        if (!network) {
            words.add("--unshare-net");
        }
        SYSTEM.forEach(path -> bind(words, "--ro-bind-try", Path.of(path)));
        SETTINGS.forEach(name -> bind(words, "--ro-bind-try", Path.of("/etc", name)));
        javaSettings().forEach(path -> bind(words, "--ro-bind-try", path));
        if (network) {
            NETWORK_SETTINGS.forEach(name -> bind(words, "--ro-bind-try", Path.of("/etc", name)));
        }
        // Whoever is root outside may change the kernel's settings in /proc/sys, without any capability.
        words.addAll(List.of("--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev", "--remount-ro", "/dev"));
        Set<String> temporary = new LinkedHashSet<>(List.of(TEMPORARY, System.getProperty("java.io.tmpdir")));
        for (String directory : temporary) {
            words.addAll(List.of("--size", Long.toString(temporarySpace), "--tmpfs", directory));
        }
        return words;
    }

    /** Distributions keep the settings of a Java installation in {@code /etc/java-17-openjdk}, say. */
    private static List<Path> javaSettings() {
        List<Path> found = new ArrayList<>();
        String[] names = Path.of("/etc").toFile().list((directory, name) -> name.startsWith("java-"));
        for (String name : names == null ? new String[0] : names) {
            found.add(Path.of("/etc", name));
        }
        return found;
    }

    /** What follows on that for a worker. What lies deeper comes later, so that nothing is hidden by what lies above it. */
    List<String> words(Launch launch) {
        Map<Path, String> binds = new TreeMap<>((a, b) ->
                a.getNameCount() != b.getNameCount() ? a.getNameCount() - b.getNameCount() : a.compareTo(b));
        Path working = launch.workingDirectory();
        if (working != null) {
            binds.put(working, "--ro-bind");
        }
        launch.readable().stream().filter(path -> !path.startsWith(PROGRAMS)).forEach(path -> binds.put(path, "--ro-bind-try"));
        readable.forEach(path -> binds.put(path, "--ro-bind-try"));
        writable.forEach(path -> binds.put(path, "--bind"));
        binds.put(launch.directory(), "--bind");
        List<String> words = new ArrayList<>();
        binds.forEach((path, how) -> bind(words, how, path));
        words.addAll(List.of("--remount-ro", "/"));
        words.addAll(List.of("--chdir", working == null ? TEMPORARY : working.toString()));
        return words;
    }

    private static void bind(List<String> words, String how, Path path) {
        words.addAll(List.of(how, path.toString(), path.toString()));
    }
}
