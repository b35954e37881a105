package dev.carom.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A worker is ready. */
@Name("dev.carom.WorkerStart")
@Label("Worker Start")
@Category("Carom")
@Description("A worker is ready")
@StackTrace(false)
public final class WorkerStartEvent extends Event {
    @Label("Pool")
    public @Nullable String pool;

    @Label("Worker")
    public int worker;

    @Label("Process Id")
    public long pid;

    @Label("Time from Launch to Ready")
    @Timespan(Timespan.NANOSECONDS)
    public long took;
}
