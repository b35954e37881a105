package dev.carom.cli;

/** The command line cannot be carried out as it stands; the message says why, in one sentence. Exit status 2. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
