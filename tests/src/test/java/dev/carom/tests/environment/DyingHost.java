package dev.carom.tests.environment;

import dev.carom.ProcessPool;
import dev.carom.Task;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A host with a pool of two whose workers say {@code busy <pid>} once they do what the argument says; it never ends. */
final class DyingHost {
    private DyingHost() {}

    public static void main(String[] args) throws Exception {
        ProcessPool pool = switch (args[0]) {
            case "idle" -> idle();
            case "looping" -> busyWith(DyingHost::loop);
            case "native" -> busyWith(DyingHost::sleepInTheKernel);
            case "nested" -> busyWith(DyingHost::hostAPool);
            case "initializing" -> ProcessPool.builder().processes(2).initializer(DyingHost::loop).build();
            case "launching" -> ProcessPool.builder()
                    .processes(2)
                    .launcher(launch -> List.of("sh", "-c", "echo busy $$; exec sleep 1000"))
                    .build();
            default -> throw new IllegalArgumentException(args[0]);
        };
        while (pool.processes() == 2) {
            LockSupport.parkNanos(Long.MAX_VALUE);
        }
    }

    private static ProcessPool idle() {
        return ProcessPool.builder().processes(2).onProcessUp(pid -> System.out.println("busy " + pid)).build();
    }

    private static ProcessPool busyWith(Task<?, ?> task) {
        ProcessPool pool = ProcessPool.of(2);
        pool.applyAsync(task);
        pool.applyAsync(task);
        return pool;
    }

    private static void announce() {
        System.out.println("busy " + ProcessHandle.current().pid());
    }

    private static long loop() {
        announce();
        long turns = 0;
        while (turns >= 0) {
            turns = (turns + 1) % 1000;
        }
        return turns;
    }

    private static int sleepInTheKernel() throws IOException {
        Pipe pipe = Pipe.open();
        announce();
        return pipe.source().read(ByteBuffer.allocate(1));
    }

    /** The workers of a worker. */
    private static int hostAPool() throws InterruptedException {
        announce();
        try (ProcessPool inner = ProcessPool.of(1)) {
            return inner.apply(() -> (int) loop());
        }
    }
}
