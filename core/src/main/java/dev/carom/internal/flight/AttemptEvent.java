package dev.carom.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A worker is done with a task, or died with it. */
@Name("dev.carom.Attempt")
@Label("Attempt")
@Category("Carom")
@Description("A worker is done with a task, or died with it")
@StackTrace(false)
public final class AttemptEvent extends Event {
    @Label("Pool")
    public @Nullable String pool;

    @Label("Correlation Id")
    public @Nullable String correlationId;

    @Label("Worker")
    public int worker;

    @Label("Process Id")
    public long pid;

    @Label("Attempt")
    public int attempt;

    @Label("Worker Died")
    public boolean lost;

    @Label("Wait for a Worker")
    @Timespan(Timespan.NANOSECONDS)
    public long waitedForWorker;

    @Label("Wait for Its Start")
    @Timespan(Timespan.NANOSECONDS)
    public long waitedForStart;

    @Label("Wait for Its Accepting")
    @Timespan(Timespan.NANOSECONDS)
    public long waitedForAccept;

    @Label("Run Time")
    @Timespan(Timespan.NANOSECONDS)
    public long ran;

    /** Whether a recording wants these. */
    static boolean isWanted() {
        return new AttemptEvent().isEnabled();
    }
}
