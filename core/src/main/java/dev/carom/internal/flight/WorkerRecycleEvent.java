package dev.carom.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A worker is to be replaced although nothing is wrong. */
@Name("dev.carom.WorkerRecycle")
@Label("Worker Recycle")
@Category("Carom")
@Description("A worker is to be replaced although nothing is wrong")
@StackTrace(false)
public final class WorkerRecycleEvent extends Event {
    @Label("Pool")
    public @Nullable String pool;

    @Label("Worker")
    public int worker;

    @Label("Process Id")
    public long pid;

    @Label("Reason")
    public @Nullable String reason;

    @Label("Tasks That It Has Finished")
    public long tasks;
}
