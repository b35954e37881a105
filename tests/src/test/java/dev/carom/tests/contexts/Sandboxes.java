package dev.carom.tests.contexts;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.carom.error.LaunchException;
import dev.carom.launch.Confinement;

/** A sandbox, where this machine can make one. */
final class Sandboxes {
    private Sandboxes() {}

    /** Skips the test, with the reason, where there is no bwrap or the container that this runs in does not let it work. */
    static Confinement orSkip() {
        try {
            return Confinement.sandboxed();
        } catch (LaunchException e) {
            System.err.println("SKIPPED: " + e.getMessage());
            return abort(e.getMessage());
        }
    }
}
