package dev.carom.internal.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Linux tells about processes in {@code /proc}. A process may end while it is looked at, so every question has the
 * answer "not there"; elsewhere than on Linux it is the only one.
 */
final class ProcFs {
    private static final Path ROOT = Path.of("/proc");
    private static final Pattern ADDRESS_SPACE = Pattern.compile("Max address space\\s+(\\d{1,18})\\b");

    private ProcFs() {}

    /**
     * A process at one moment.
     *
     * @param start when it started, in ticks since the machine did; with the pid it names one process for ever
     */
    record Stat(long pid, char state, long parent, long session, long start) {
        /** Whether it still can do something. */
        boolean isAlive() {
            return state != 'Z' && state != 'X';
        }
    }

    /**
     * The memory of a process, in bytes.
     *
     * @param rss what it has in memory now
     * @param peak the most it ever had
     */
    record Memory(long rss, long peak) {
        static final Memory UNKNOWN = new Memory(0, 0);
    }

    /** @throws IOException if there is none left to look at a process with */
    static void requireDescriptor() throws IOException {
        readOrLack(ROOT.resolve("self/stat"));
    }

    /** Whether there is a process of this number, dead ones that were not collected too. Takes no descriptor. */
    static boolean isThere(long pid) {
        return Files.exists(ROOT.resolve(Long.toString(pid)));
    }

    static Optional<Stat> stat(long pid) {
        return read(ROOT.resolve(pid + "/stat")).flatMap(ProcFs::parseStat);
    }

    /** The name in parentheses may hold anything, parentheses and spaces too; the fields after it are numbers. */
    static Optional<Stat> parseStat(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 1 || close < open) {
            return Optional.empty();
        }
        StringTokenizer fields = new StringTokenizer(text.substring(close + 1));
        if (fields.countTokens() < 20) {
            return Optional.empty();
        }
        char state = fields.nextToken().charAt(0);
        long parent = Long.parseLong(fields.nextToken());
        fields.nextToken();
        long session = Long.parseLong(fields.nextToken());
        for (int field = 7; field < 22; field++) {
            fields.nextToken();
        }
        long start = Long.parseLong(fields.nextToken());
        return Optional.of(new Stat(Long.parseLong(text.substring(0, open).strip()), state, parent, session, start));
    }

    /**
     * Every process that this one may see; empty where there is no {@code /proc}.
     *
     * @throws IOException if this process lacks what it takes to look, such as a descriptor
     */
    static List<Stat> all() throws IOException {
        List<Stat> all = new ArrayList<>();
        for (Path entry : listOrLack(ROOT, "[0-9]*")) {
            readOrLack(entry.resolve("stat")).flatMap(ProcFs::parseStat).ifPresent(all::add);
        }
        return all;
    }

    /** The children of a process; asked of its threads, so it costs what the process is large, not the machine. */
    static List<Stat> children(long pid) {
        List<Stat> children = new ArrayList<>();
        for (Path thread : list(ROOT.resolve(pid + "/task"), "[0-9]*")) {
            StringTokenizer pids = new StringTokenizer(read(thread.resolve("children")).orElse(""));
            while (pids.hasMoreTokens()) {
                stat(Long.parseLong(pids.nextToken())).ifPresent(children::add);
            }
        }
        return children;
    }

    /** The descendant of a process that has this number in the pid namespace that it is in. */
    static OptionalLong descendant(long pid, long inside) {
        for (Stat child : children(pid)) {
            OptionalLong found = innermostPid(child.pid()) == inside
                    ? OptionalLong.of(child.pid())
                    : descendant(child.pid(), inside);
            if (found.isPresent()) {
                return found;
            }
        }
        return OptionalLong.empty();
    }

    private static long innermostPid(long pid) {
        for (String line : read(ROOT.resolve(pid + "/status")).orElse("").split("\n")) {
            if (line.startsWith("NSpid:")) {
                return Long.parseLong(line.substring(line.lastIndexOf('\t') + 1));
            }
        }
        return pid;
    }

    static Memory memory(long pid) {
        long rss = 0;
        long peak = 0;
        for (String line : read(ROOT.resolve(pid + "/status")).orElse("").split("\n")) {
            if (line.startsWith("VmRSS:")) {
                rss = kilobytes(line);
            } else if (line.startsWith("VmHWM:")) {
                peak = kilobytes(line);
            }
        }
        return rss == 0 ? Memory.UNKNOWN : new Memory(rss, Math.max(rss, peak));
    }

    static Optional<Activity> activity(long pid) {
        Optional<Stat> stat = stat(pid);
        if (stat.isEmpty()) {
            return Optional.empty();
        }
        long ran = 0;
        long waited = 0;
        for (Path thread : list(ROOT.resolve(pid + "/task"), "[0-9]*")) {
            StringTokenizer figures = new StringTokenizer(read(thread.resolve("schedstat")).orElse(""));
            if (figures.countTokens() >= 2) { // a kernel may not count
                ran += Long.parseLong(figures.nextToken());
                waited += Long.parseLong(figures.nextToken());
            }
        }
        return Optional.of(new Activity("Tt".indexOf(stat.get().state()) >= 0, ran, waited));
    }

    /** How much address space this process and those that it starts may have ({@code ulimit -v}), in bytes. */
    static long addressSpaceLimit() {
        return addressSpaceLimit(read(ROOT.resolve("self/limits")).orElse(""));
    }

    /** {@link Long#MAX_VALUE} where these limits of a process do not limit it. */
    static long addressSpaceLimit(String limits) {
        Matcher limit = ADDRESS_SPACE.matcher(limits);
        return limit.find() ? Long.parseLong(limit.group(1)) : Long.MAX_VALUE;
    }

    private static long kilobytes(String line) {
        StringTokenizer tokens = new StringTokenizer(line);
        tokens.nextToken();
        return Long.parseLong(tokens.nextToken()) << 10;
    }

    private static Optional<String> read(Path file) {
        try {
            return readOrLack(file);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> readOrLack(Path file) throws IOException {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // The process ended before or while it was read (ENOENT, ESRCH), or is hidden from this user.
            throwIfLacking(e);
            return Optional.empty();
        }
    }

    private static List<Path> list(Path directory, String glob) {
        try {
            return listOrLack(directory, glob);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<Path> listOrLack(Path directory, String glob) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            throwIfLacking(e.getCause());
        } catch (IOException e) {
            throwIfLacking(e);
        }
        return entries; // as in read: what was seen until the process ended is what there is
    }

    private static void throwIfLacking(IOException refusal) throws IOException {
        if (Shortage.of(refusal) != null) {
            throw refusal;
        }
    }
}
