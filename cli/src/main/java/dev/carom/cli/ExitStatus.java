package dev.carom.cli;

import java.io.IOException;

/** What the process exits with. */
public final class ExitStatus {
    public static final int OK = 0;

    /** Some inputs failed, or the run could not be brought to its end. */
    public static final int FAILED = 1;

    public static final int USAGE = 2;

    /** Plus the number of the signal that ended the run. */
    public static final int SIGNAL = 128;

    /** Nobody reads stdout any more: what a program gets that SIGPIPE ends. */
    public static final int STDOUT_CLOSED = SIGNAL + 13;

    private ExitStatus() {}

    /** Where writing to stdout failed by this. */
    public static int ofUnwritable(IOException e) {
        return String.valueOf(e.getMessage()).contains("Broken pipe") ? STDOUT_CLOSED : FAILED;
    }
}
