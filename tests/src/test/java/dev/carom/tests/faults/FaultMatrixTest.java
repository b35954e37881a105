package dev.carom.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.tests.support.Waits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every {@link Fault} at every {@link Point} of a worker's life. What must come of it is the rule in {@link Expectation}.
 *
 * <p>Each point has a pool with one worker, that goes through all faults, one after the other: so each fault also meets a
 * pool that has seen the ones before it. The workers are as shipped, but for their channel, a {@link SabotagedChannel}.
 */
@Tag("any-jdk")
final class FaultMatrixTest {
    /** Pools at a time: most cells wait, for a process to start or for a limit. */
    private static final int LANES = 8;

    /** Only starts that hang wait for it. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(15);

    @TestFactory
    Stream<DynamicNode> everyFaultAtEveryPoint_endsAsGuaranteed(@TempDir Path directory) {
        Map<Point, List<Cell>> cells = new EnumMap<>(Point.class);
        List<Lane> lanes = new ArrayList<>();
        for (Point point : Point.values()) {
            List<Cell> row = Arrays.stream(Fault.values())
                    .filter(fault -> Expectation.makesSense(point, fault))
                    .map(fault -> new Cell(point, fault))
                    .toList();
            cells.put(point, row);
            // Those that wait for the start time-out do so side by side.
            row.stream().filter(Cell::hangsAtStart).forEach(cell -> lanes.add(0, new Lane(point, List.of(cell), directory)));
            lanes.add(new Lane(point, row.stream().filter(cell -> !cell.hangsAtStart()).toList(), directory));
        }
        ExecutorService threads = Executors.newFixedThreadPool(LANES);
        lanes.forEach(threads::execute);
        threads.shutdown();
        List<DynamicNode> nodes = new ArrayList<>();
        cells.forEach((point, row) -> nodes.add(dynamicContainer(
                point.name(), row.stream().map(cell -> dynamicTest(cell.toString(), cell::verify)))));
        nodes.add(dynamicTest("a clean task is served soon after each fault",
                () -> report(cells.values().stream().flatMap(List::stream).toList())));
        return nodes.stream();
    }

    /** A pool with one worker, and the cells that it goes through. */
    private record Lane(Point point, List<Cell> cells, Path directory) implements Runnable {
        @Override
        public void run() {
            try {
                Orders orders = new Orders(Files.createTempDirectory(directory, point.name()));
                ProcessPoolBuilder builder = SabotagedPool.builder(point, orders);
                if (cells.get(0).hangsAtStart()) {
                    builder.startTimeout(START_TIMEOUT);
                }
                try (ProcessPool pool = builder.build()) {
                    assertThat(pool.applyAsync(() -> 42).get(Waits.LONG)).isEqualTo(42);
                    cells.forEach(cell -> cell.play(pool, orders));
                }
            } catch (Throwable failure) {
                cells.forEach(cell -> cell.neverPlayed(failure));
            }
        }
    }

    private static void report(List<Cell> cells) throws Throwable {
        Cell slowest = cells.get(0);
        for (Cell cell : cells) {
            slowest = cell.verify().compareTo(slowest.verify()) > 0 ? cell : slowest;
        }
        System.out.println(cells.size() + " cells; the next clean task was served within " + slowest.verify().toMillis()
                + " ms at most (" + slowest + ")");
        assertThat(slowest.verify()).isLessThan(Waits.LONG);
    }
}
