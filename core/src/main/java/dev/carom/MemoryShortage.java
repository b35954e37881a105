package dev.carom;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a JVM that ended for want of memory had too little of. */
enum MemoryShortage {
    HEAP("", "ran out of heap", "raise -Xmx with jvmArgs(...)"),
    METASPACE("Metaspace", "ran out of metaspace, where classes are",
            "raise -XX:MaxMetaspaceSize with jvmArgs(...), or let maxTasksPerChild(...) replace workers whose tasks make classes"),
    CLASS_SPACE("Compressed class space", "ran out of its compressed class space",
            "raise -XX:CompressedClassSpaceSize with jvmArgs(...), or let maxTasksPerChild(...) replace workers whose tasks make"
                    + " classes"),
    ARRAY("Requested array size exceeds VM limit", "was asked for an array of more elements than a JVM allows",
            "no -Xmx helps: about 2^31 elements are the most"),
    DIRECT("irect buffer memory", "ran out of direct memory", "raise -XX:MaxDirectMemorySize with jvmArgs(...), or, where that is not"
            + " set, -Xmx"),
    /** Of the operating system; no {@code OutOfMemoryError} tells of it. */
    NATIVE("There is insufficient memory for the Java Runtime Environment", "was given no memory beside its heap by the system",
            "this machine, container or user (ulimit -v) has no more for it: raise that, or give workers less (-Xmx in jvmArgs(...),"
                    + " fewer processes)");

    /** What a JVM prints that does not even start for want of it. */
    private static final List<String> AT_THE_START =
            List.of("Could not reserve enough space", "Could not allocate compressed class space");

    /** What the JVM prints before an {@code OutOfMemoryError} ends it, or Carom's code in it does; the error's message follows. */
    private static final Pattern LAST_WORDS = Pattern.compile("(?:Terminating due to )?java\\.lang\\.OutOfMemoryError: (.*)");

    private final String words;
    private final String ending;
    private final String remedy;

    MemoryShortage(String words, String ending, String remedy) {
        this.words = words;
        this.ending = ending;
        this.remedy = remedy;
    }

    /** The one that it named last in what it printed; the heap where it named none. */
    static MemoryShortage of(List<String> output) {
        MemoryShortage named = namedIn(output);
        return named == null ? HEAP : named;
    }

    /** The one that it named last in what it printed; the heap where that is none of the others; null where it named none. */
    static @Nullable MemoryShortage namedIn(List<String> output) {
        MemoryShortage named = null;
        for (String line : output) {
            Matcher words = LAST_WORDS.matcher(line);
            if (words.matches()) {
                named = named(words.group(1));
            }
        }
        return named;
    }

    private static MemoryShortage named(String message) {
        for (MemoryShortage each : values()) {
            if (each != HEAP && message.contains(each.words)) {
                return each;
            }
        }
        return HEAP;
    }

    /** Whether that line, which a JVM printed or has in its report, says that the system gave it no memory. */
    static boolean isNative(String line) {
        return line.contains(NATIVE.words);
    }

    /** As that, of one that did not start. */
    static boolean isNativeAtTheStart(String line) {
        return isNative(line) || AT_THE_START.stream().anyMatch(line::contains);
    }

    /** As a clause without its subject. */
    String ending() {
        return ending;
    }

    String remedy() {
        return remedy;
    }
}
