package dev.carom.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A task is over a limit. */
@Name("dev.carom.Limit")
@Label("Limit")
@Category("Carom")
@Description("A task is over a limit")
@StackTrace(false)
public final class LimitEvent extends Event {
    @Label("Pool")
    public @Nullable String pool;

    @Label("Correlation Id")
    public @Nullable String correlationId;

    @Label("Process Id")
    public long pid;

    @Label("Kind")
    public @Nullable String kind;

    @Label("Limit")
    @Timespan(Timespan.NANOSECONDS)
    public long limit;
}
