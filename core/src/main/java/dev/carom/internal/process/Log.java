package dev.carom.internal.process;

import dev.carom.internal.text.SteadyLog;

/** The logger of what has to do with processes; made when it is first used, as that takes some ms. */
final class Log {
    static final System.Logger LOG = SteadyLog.of("dev.carom.process");

    private Log() {}
}
