package dev.carom.internal.flight;

import jdk.jfr.FlightRecorder;

/** Whether anything is recorded. Until a recording is started in this JVM, none of the events' classes is loaded. */
public final class Flight {
    /** An image of jlink may have no Flight Recorder. */
    private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Flight() {}

    /** Whether there may be a recording. Reads one field. */
    public static boolean isOn() {
        return PRESENT && FlightRecorder.isInitialized();
    }

    /** Whether attempts are recorded now. Reads one field where nothing was ever recorded. */
    public static boolean recordsAttempts() {
        return isOn() && AttemptEvent.isWanted();
    }
}
