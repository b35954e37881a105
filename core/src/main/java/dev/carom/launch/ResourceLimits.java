package dev.carom.launch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Limits that the kernel keeps, as {@code prlimit} and {@code nice} set them; null for one that stays as it is. */
record ResourceLimits(
        @Nullable Integer openFiles,
        @Nullable Long coreSize,
        @Nullable Long fileSize,
        @Nullable Long cpuSeconds,
        int niceness) {
    static final ResourceLimits NONE = new ResourceLimits(null, null, null, null, 0);
    static final ResourceLimits USUAL = new ResourceLimits(1024, 0L, 1L << 30, null, 5);

    private static final int FEWEST_FILES = 64;
    private static final long SMALLEST_FILE = 1 << 20;
    private static final int MOST_NICE = 19;

    /** The first signal, SIGXCPU, ends a JVM; the second, SIGKILL, is for a program that outlives that one. */
    private static final int SECONDS_TO_KILL = 5;

    ResourceLimits openFiles(int most) {
        require("openFiles", most, FEWEST_FILES, Integer.MAX_VALUE);
        return new ResourceLimits(most, coreSize, fileSize, cpuSeconds, niceness);
    }

    ResourceLimits coreSize(long bytes) {
        require("coreSize", bytes, 0, Long.MAX_VALUE);
        return new ResourceLimits(openFiles, bytes, fileSize, cpuSeconds, niceness);
    }

    ResourceLimits fileSize(long bytes) {
        require("fileSize", bytes, SMALLEST_FILE, Long.MAX_VALUE);
        return new ResourceLimits(openFiles, coreSize, bytes, cpuSeconds, niceness);
    }

    ResourceLimits cpuTime(Duration most) {
        if (most.compareTo(Duration.ofSeconds(1)) < 0 || most.getNano() != 0) {
            throw new IllegalArgumentException("cpuTime must be whole seconds, 1 or more, but is " + most);
        }
        return new ResourceLimits(openFiles, coreSize, fileSize, most.toSeconds(), niceness);
    }

    ResourceLimits nice(int level) {
        require("nice", level, 0, MOST_NICE);
        return new ResourceLimits(openFiles, coreSize, fileSize, cpuSeconds, level);
    }

    private static void require(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " must be " + least
                    + (most < Integer.MAX_VALUE ? " to " + most : " or more") + ", but is " + value);
        }
    }

    /** What stands before a command that is to have them; empty where there are none. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        add(words, "--nofile=", openFiles);
        add(words, "--core=", coreSize);
        add(words, "--fsize=", fileSize);
        if (cpuSeconds != null) {
            words.add("--cpu=" + cpuSeconds + ":" + (cpuSeconds + SECONDS_TO_KILL));
        }
        if (!words.isEmpty()) {
            words.add(0, "prlimit");
        }
        if (niceness > 0) {
            words.addAll(List.of("nice", "-n", Integer.toString(niceness)));
        }
        return words;
    }

    private static void add(List<String> words, String option, @Nullable Number value) {
        if (value != null) {
            words.add(option + value);
        }
    }
}
