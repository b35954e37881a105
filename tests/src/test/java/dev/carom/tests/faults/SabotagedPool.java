package dev.carom.tests.faults;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.WorkerOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Pools whose workers carry out {@link Orders}. */
final class SabotagedPool {
    private SabotagedPool() {}

    /** A pool with one worker, which comes by this point. */
    static ProcessPoolBuilder builder(Point point, Orders orders) {
        List<String> flags = new ArrayList<>(SabotagedProvider.flags());
        flags.addAll(List.of("-Xmx48m", "-XX:TieredStopAtLevel=1"));
        ProcessPoolBuilder builder = ProcessPool.builder()
                .name("sabotaged-" + point.name().toLowerCase(Locale.ROOT))
                .processes(1)
                .spares(0)
                .allowRestart(true)
                .jvmArgs(flags.toArray(String[]::new))
                .environment(Map.of(Orders.VARIABLE, orders.directory().toString()))
                .output(WorkerOutput.DISCARD);
        if (point.isDeparture()) {
            builder.maxTasksPerChild(1);
        }
        if (point == Point.EXITING) {
            builder.onProcessExit((pid, exitCode) -> {
                Saboteur.at(Point.EXITING);
                return null;
            });
        }
        return builder;
    }
}
