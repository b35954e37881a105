package dev.carom.cli.run;

/** That this process has too little memory, or may have no more threads, in the words of the command line. */
public final class Shortage {
    private Shortage() {}

    public static String describe(OutOfMemoryError error) {
        return String.valueOf(error.getMessage()).contains("native thread")
                ? "out of threads: this user or container may have no more processes and threads; raise that limit"
                        + " (ulimit -u, pids.max)"
                : "out of memory: the heap is too small for the results under way, or for the inputs that succeeded according to"
                        + " --job-log; run it with JAVA_TOOL_OPTIONS=-Xmx2g, say, or fewer --jobs";
    }
}
