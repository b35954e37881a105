package dev.carom.internal.process;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the operating system or the JVM refuses while it, or a limit of this process's, has no room: which limit that is. */
public enum Shortage {
    DIRECT_MEMORY("irect buffer memory",
            "this program's buffers have taken all its direct memory: raise -XX:MaxDirectMemorySize or, where that is not set, -Xmx"),
    OPEN_FILES(24, "Too many open files(?! in system)",
            "this process may open no more files: raise that limit (ulimit -n), or let it keep fewer open"),
    OPEN_FILES_OF_ALL(23, "Too many open files in system",
            "this machine may open no more files: raise that limit (sysctl fs.file-max)"),
    PROCESSES(11, "Resource temporarily unavailable|unable to create native thread",
            "this user or container may have no more processes and threads: raise that limit (ulimit -u, pids.max)"),
    MEMORY(12, "Cannot allocate memory",
            "this machine or container has no memory left for it: give it more, or workers less (-Xmx in jvmArgs, processes)"),
    FILE_SIZE(27, "File too large",
            "this process may not write files of that size: raise that limit (ulimit -f)"),
    SPACE(28, "No space left on device",
            "the file system is full: make room, or let java.io.tmpdir name a directory on another one"),
    QUOTA(122, "Disk quota exceeded",
            "the quota of this user is used up: make room, or let java.io.tmpdir name a directory on another file system");

    private final Pattern shown;
    private final String remedy;

    Shortage(int number, String text, String remedy) {
        // The JDK shows the number, the system's text, or both.
        this.shown = Pattern.compile("error[=:] ?" + number + "\\b|" + text);
        this.remedy = remedy;
    }

    /** Of the JVM, which has no numbers. */
    Shortage(String text, String remedy) {
        this.shown = Pattern.compile(text);
        this.remedy = remedy;
    }

    /** Which one that is; null: none of these. */
    public static @Nullable Shortage of(Throwable refusal) {
        String message = String.valueOf(refusal.getMessage());
        for (Shortage each : values()) {
            if (each.shown.matcher(message).find()) {
                return each;
            }
        }
        return null;
    }

    /** What to do where it is one of these, after what separates that from the words before it; otherwise nothing. */
    public static String remedy(Throwable refusal) {
        Shortage shortage = of(refusal);
        return shortage == null ? "" : "; " + shortage.remedy;
    }
}
