package dev.carom;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM that an {@code OutOfMemoryError} ended had too little of. */
enum MemoryShortage {
    HEAP("", "ran out of heap", "raise -Xmx with jvmArgs(...)"),
    METASPACE("Metaspace", "ran out of metaspace, where classes are",
            "raise -XX:MaxMetaspaceSize with jvmArgs(...), or let maxTasksPerChild(...) replace workers whose tasks make classes"),
    CLASS_SPACE("Compressed class space", "ran out of its compressed class space",
            "raise -XX:CompressedClassSpaceSize with jvmArgs(...), or let maxTasksPerChild(...) replace workers whose tasks make"
                    + " classes"),
    ARRAY("Requested array size exceeds VM limit", "was asked for an array of more elements than a JVM allows",
            "no -Xmx helps: about 2^31 elements are the most");

    /** What the JVM prints before it ends by that, or Carom's code in it before it does; the message of the error stands behind. */
    private static final Pattern LAST_WORDS = Pattern.compile("(?:Terminating due to )?java\\.lang\\.OutOfMemoryError: (.*)");

    private final String words;
    private final String ending;
    private final String remedy;

    MemoryShortage(String words, String ending, String remedy) {
        this.words = words;
        this.ending = ending;
        this.remedy = remedy;
    }

    /** The one that it named last in what it printed; the heap where that is none of the others. */
    static MemoryShortage of(List<String> output) {
        MemoryShortage named = HEAP;
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

    /** As a clause without its subject. */
    String ending() {
        return ending;
    }

    String remedy() {
        return remedy;
    }
}
