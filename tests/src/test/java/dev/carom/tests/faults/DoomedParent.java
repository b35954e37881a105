package dev.carom.tests.faults;

import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A program that {@link ParentDeathTest} kills: it has a pool for each point that it is told, whose worker is held there
 * for ever.
 */
final class DoomedParent {
    private DoomedParent() {}

    /** @param args a directory, and the names of points */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        List<ProcessPool> pools = new ArrayList<>();
        for (String name : List.of(args).subList(1, args.length)) {
            Point point = Point.valueOf(name);
            Orders orders = new Orders(Files.createDirectory(directory.resolve(name)));
            orders.place(point, Fault.SLEEP_WITHOUT_INTERRUPT);
            ProcessPool pool = SabotagedPool.builder(point, orders).classDataArchive(false).build();
            pool.applyAsync(Cell.task(name, new Tripwire(new byte[Cell.LOAD])), TaskOptions.defaults());
            pools.add(pool);
        }
        ProcessPool idle = ProcessPool.builder().processes(1).classDataArchive(false).build();
        idle.apply(() -> 42);
        Files.createFile(directory.resolve("idle"));
        pools.add(idle);
        new CountDownLatch(pools.size()).await();
    }
}
