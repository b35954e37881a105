package dev.carom.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A worker has left, for whatever reason. */
@Name("dev.carom.WorkerDeath")
@Label("Worker Death")
@Category("Carom")
@Description("A worker has left, for whatever reason")
@StackTrace(false)
public final class WorkerDeathEvent extends Event {
    @Label("Pool")
    public @Nullable String pool;

    @Label("Worker")
    public int worker;

    @Label("Process Id")
    public long pid;

    @Label("Reason")
    public @Nullable String reason;

    @Label("Crash")
    public boolean crash;

    @Label("Exit Code")
    public int exitCode;

    @Label("Peak Resident Memory")
    @DataAmount
    public long peakMemory;
}
