package dev.carom.internal.wire;

/**
 * What a worker's process ends with when Carom's own code ends it. The numbers lie above 128 + 64, where no signal
 * reaches, and below 255, where programs that exit with -1 end.
 */
public final class ExitCode {
    /** It was asked to leave, and left. */
    public static final int ORDERLY = 0;
    /** The parent went away. */
    public static final int PARENT_GONE = 240;
    /** A frame from the parent was malformed. */
    public static final int PROTOCOL = 241;
    /** Parent and worker do not belong together: token, proof, version or class path. */
    public static final int HANDSHAKE = 242;
    /** The worker did not come up: its initializer failed, for one. */
    public static final int START_FAILED = 243;
    /** The exit hook or a shutdown hook did not return in time. */
    public static final int HOOK_STUCK = 244;
    /** Carom's own code in the worker failed. */
    public static final int FATAL = 245;
    /** Carom's own code in the worker had no memory left: a task fills it, and the JVM was told not to end by that. */
    public static final int OUT_OF_MEMORY = 246;

    private ExitCode() {}
}
