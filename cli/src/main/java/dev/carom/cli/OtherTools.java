package dev.carom.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What carom calls options that people know from xargs and GNU parallel. */
final class OtherTools {
    private static final String BAR = "--progress, which shows how much is done and when it will be";
    private static final String FILE = "'< FILE': without inputs on the command line stdin is read";

    private static final Map<String, String> OURS = Map.ofEntries(
            Map.entry("-P", "-j"),
            Map.entry("--max-procs", "--jobs"),
            Map.entry("-k", "--ordered"),
            Map.entry("--keep-order", "--ordered"),
            Map.entry("--joblog", "--job-log"),
            Map.entry("--halt", "--fail-fast, or Ctrl-C"),
            Map.entry("--halt-on-error", "--fail-fast, or Ctrl-C"),
            Map.entry("--memfree", "--max-memory, for each process"),
            Map.entry("--bar", BAR),
            Map.entry("--eta", BAR),
            Map.entry("-a", FILE),
            Map.entry("--arg-file", FILE));

    private OtherTools() {}

    /** @param option as it was given, its value perhaps with it; null where it is not known */
    static @Nullable String ourOption(String option) {
        int end = option.startsWith("--") ? option.indexOf('=') : Math.min(2, option.length());
        return OURS.get(end < 0 ? option : option.substring(0, end));
    }
}
