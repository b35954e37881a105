package dev.carom.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this JVM holds at a moment and a pool could leave behind. Workers come and go in a pool that lives on, so what
 * counts is how many there are of each kind.
 *
 * @param processes children and their children, the dead ones that nobody collected too
 * @param counts for threads, descriptors and files: how many of each kind
 */
record Holdings(Map<Long, ProcessHandle> processes, Map<String, Integer> counts) {
    private static final Pattern POOL_THREAD = Pattern.compile("carom-(.+?)-([a-z]+)(-\\d+)?");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern NUMBERED_DESCRIPTOR = Pattern.compile("(socket|pipe):\\[\\d+]");
    private static final String DIRECTORY_PREFIX = "carom-" + ProcessHandle.current().pid() + "-";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** A pool that lives on may start these when first needed, and end them when it has nothing to do. */
    private static final Set<String> ON_DEMAND = Set.of("callbacks", "keeper", "reaper");

    static Holdings now() {
        Map<String, Integer> counts = new TreeMap<>();
        countThreads(counts);
        countDescriptors(counts);
        countFiles(counts);
        Map<Long, ProcessHandle> processes = ProcessHandle.current().descendants()
                .collect(Collectors.toMap(ProcessHandle::pid, process -> process, (a, b) -> a, TreeMap::new));
        return new Holdings(processes, counts);
    }

    /** What there is more of than before, a line for each. */
    List<String> since(Holdings before) {
        List<String> lines = new ArrayList<>();
        if (processes.size() > before.processes.size()) {
            lines.add(processes.size() + " processes, before " + before.processes.size() + "; new ones:");
            processes.values().stream()
                    .filter(process -> !before.processes.containsKey(process.pid()))
                    .forEach(process -> lines.add("  " + describe(process)));
        }
        counts.forEach((kind, is) -> {
            int was = before.counts.getOrDefault(kind, 0);
            if (is > was && !mayVary(kind, before)) {
                lines.add(is + " of: " + kind + ", before " + was + stack(kind));
            }
        });
        return lines;
    }

    /** Kills what no pool owns any more, so that it does not disturb the next test. A pool that is left open stays so. */
    void killStrays(Holdings before) {
        if (counts.keySet().stream().noneMatch(kind -> kind.startsWith("thread ") && kind.endsWith("-launcher"))) {
            processes.values().stream()
                    .filter(process -> !before.processes.containsKey(process.pid()))
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean mayVary(String kind, Holdings before) {
        Matcher name = POOL_THREAD.matcher(kind.substring(kind.indexOf(' ') + 1));
        return kind.startsWith("thread ")
                && name.matches()
                && ON_DEMAND.contains(name.group(2))
                && before.counts.containsKey("thread carom-" + name.group(1) + "-launcher");
    }

    private static String describe(ProcessHandle process) {
        String command = process.info().commandLine().or(process.info()::command).orElse("no command line: a zombie?");
        Optional<Long> parent = process.parent().map(ProcessHandle::pid);
        return process.pid() + ", child of " + parent.map(String::valueOf).orElse("nobody") + ": "
                + command.substring(0, Math.min(200, command.length()));
    }

    private static String stack(String kind) {
        return allThreads()
                .filter(thread -> kind.equals(kind(thread)))
                .limit(2)
                .map(thread -> "\n    " + thread.getName() + " " + thread.getState() + " "
                        + Arrays.stream(thread.getStackTrace()).limit(6).toList())
                .collect(Collectors.joining());
    }

    private static void countThreads(Map<String, Integer> counts) {
        allThreads().filter(thread -> thread.getName().startsWith("carom-"))
                .forEach(thread -> counts.merge(kind(thread), 1, Integer::sum));
    }

    private static Stream<Thread> allThreads() {
        return Thread.getAllStackTraces().keySet().stream();
    }

    /** Without the number of the worker that it serves. */
    private static String kind(Thread thread) {
        Matcher name = POOL_THREAD.matcher(thread.getName());
        return "thread " + (name.matches() ? "carom-" + name.group(1) + "-" + name.group(2) : thread.getName());
    }

    /** Plain files are not counted unless they are of a pool: class loaders and others open and keep some at any time. */
    private static void countDescriptors(Map<String, Integer> counts) {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return;
        }
        for (Path descriptor : entries(DESCRIPTORS, "*")) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                Matcher numbered = NUMBERED_DESCRIPTOR.matcher(target);
                if (numbered.matches()) {
                    counts.merge("descriptor " + numbered.group(1), 1, Integer::sum);
                } else if (target.startsWith("anon_inode:") || target.contains("/" + DIRECTORY_PREFIX)) {
                    counts.merge("descriptor " + NUMBER.matcher(target).replaceAll("N"), 1, Integer::sum);
                }
            } catch (NoSuchFileException e) {
                // Closed meanwhile; the one that reads the directory always is.
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void countFiles(Map<String, Integer> counts) {
        Set<Path> bases = new TreeSet<>(List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/tmp")));
        for (Path base : bases) {
            for (Path directory : entries(base, DIRECTORY_PREFIX + "*")) {
                counts.merge("directory " + directory, 1, Integer::sum);
                for (Path file : entries(directory, "*")) {
                    String name = NUMBER.matcher(file.getFileName().toString()).replaceAll("N");
                    counts.merge("file " + directory.resolve(name), 1, Integer::sum);
                }
            }
        }
    }

    private static List<Path> entries(Path directory, String glob) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, glob)) {
            found.forEach(entries::add);
        } catch (NoSuchFileException e) {
            return List.of(); // the pool that it belonged to deleted it meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }
}
