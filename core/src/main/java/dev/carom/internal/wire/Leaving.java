package dev.carom.internal.wire;

/** What the reason in a LEAVING frame begins with. */
public final class Leaving {
    /** The process will end with the code that somebody in it gave. */
    public static final String BY_EXIT = "System.exit called by ";

    private Leaving() {}
}
