package dev.carom.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A task has its outcome. */
@Name("dev.carom.Task")
@Label("Task")
@Category("Carom")
@Description("A task has its outcome")
@StackTrace(false)
public final class TaskEvent extends Event {
    @Label("Pool")
    public @Nullable String pool;

    @Label("Correlation Id")
    public @Nullable String correlationId;

    @Label("Outcome")
    public @Nullable String outcome;

    @Label("Workers Lost")
    public int workersLost;

    @Label("Time from Taken to Outcome")
    @Timespan(Timespan.NANOSECONDS)
    public long total;
}
