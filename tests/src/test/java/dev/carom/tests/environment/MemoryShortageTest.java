package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerOutput;
import dev.carom.error.LaunchException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.HostJvm;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Processes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The JVM that has the pool, or a worker, has less memory than what goes between them needs. */
final class MemoryShortageTest {
    private static final List<ByteBuffer> hoard = new ArrayList<>();

    /** Half of a result filled the heap, and what was left was too little for the messages that would have given it up. */
    @Test
    void resultsThatFillTheHeap_costTheirWorkers_andThePoolGoesOn() throws Exception {
        List<String> flags = List.of("-XX:-UseSerialGC", "-XX:+UseG1GC", "-Xmx16m");
        try (HostJvm host = HostJvm.start(FullHost.class, flags, Map.of())) {
            HostJvm.Run run = host.toItsEnd();
            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains("each of 16 has its outcome; then RUNNING and 42").doesNotContain("there is a bug");
        }
    }

    /** As many small ones as there are, so that it is not the largest only that is missed. */
    private static List<ByteBuffer> allDirectMemory() {
        List<ByteBuffer> all = new ArrayList<>();
        try {
            while (true) {
                all.add(ByteBuffer.allocateDirect(1000));
            }
        } catch (OutOfMemoryError full) {
            return all;
        }
    }

    @Test
    void workerWhoseTasksTookAllDirectMemory_goesOn_alsoWithLargeArgumentsAndResults() throws Exception {
        byte[] large = new byte[3_000_000];
        try (ProcessPool pool = ProcessPool.builder().processes(1).jvmArgs("-XX:MaxDirectMemorySize=300k").build()) {
            long first = pool.apply(() -> hoard.addAll(allDirectMemory()) ? ProcessHandle.current().pid() : -1);
            int length = pool.apply(() -> hoard.isEmpty() ? -1 : large.length);
            byte[] result = pool.apply(() -> hoard.isEmpty() ? null : new byte[3_000_000]);
            long last = pool.apply(() -> ProcessHandle.current().pid());

            assertThat(length).isEqualTo(large.length);
            assertThat(result).hasSize(3_000_000);
            assertThat(last).isEqualTo(first);
        }
    }

    /** It had no buffer to write to its worker from, which waited for that until it was killed as too slow. */
    @Test
    void programThatHasTakenItsDirectMemory_isToldSoAtOnce() throws Exception {
        try (HostJvm host = HostJvm.start(DirectHost.class, List.of("-XX:MaxDirectMemorySize=4m"), Map.of())) {
            HostJvm.Run run = host.toItsEnd();
            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains("cannot start: ", "direct buffer memory", "; this program's buffers have taken all its");
        }
    }

    /** Leaves as much as the pool itself needs, and nothing for a worker. */
    static final class DirectHost {
        private DirectHost() {}

        public static void main(String[] arguments) throws InterruptedException {
            List<ByteBuffer> all = allDirectMemory();
            all.subList(0, 300).clear();
            try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
                System.out.println("answer " + pool.apply(() -> 42) + " beside " + all.size());
            } catch (LaunchException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /** Each look at a worker that does not answer took direct memory, and its error was one of the whole pool. */
    @Test
    void programThatTakesItsDirectMemoryLater_mayHaveAWorkerThatDoesNotAnswer() throws Exception {
        try (HostJvm host = HostJvm.start(SilentHost.class, List.of("-XX:MaxDirectMemorySize=2m"), Map.of())) {
            HostJvm.Run run = host.toItsEnd();
            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains("silent, then 42 and RUNNING")
                    .doesNotContain("there is a bug", "Exception in thread");
        }
    }

    /** Stops its only worker, and lets it go on. */
    static final class SilentHost {
        private SilentHost() {}

        public static void main(String[] arguments) throws Exception {
            try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
                Pools.awaitIdle(pool);
                long pid = pool.workers().get(0).pid();
                Processes.stop(pid);
                hoard.addAll(allDirectMemory());
                ApplyResult<Integer> result = pool.applyAsync(() -> 42);
                String first;
                try {
                    first = "ended with " + result.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    first = "silent";
                }
                new ProcessBuilder("kill", "-CONT", Long.toString(pid)).start().waitFor();
                System.out.println(first + ", then " + result.get() + " and " + pool.state());
            }
        }
    }

    /** Asks for results of different sizes, four at a time. */
    static final class FullHost {
        private FullHost() {}

        public static void main(String[] arguments) throws Exception {
            int ended = 0;
            try (ProcessPool pool = ProcessPool.builder().processes(2).jvmArgs("-Xmx200m").output(WorkerOutput.DISCARD).build()) {
                for (int size = 7_000_000; size < 12_000_000; size += 1_500_000) {
                    int bytes = size;
                    for (ApplyResult<byte[]> result : Stream.generate(() -> pool.applyAsync(() -> new byte[bytes])).limit(4).toList()) {
                        ended += hasCome(result, bytes) ? 1 : 0;
                    }
                }
                int answer = pool.apply(() -> 42);
                System.out.println("each of " + ended + " has its outcome; then " + pool.state() + " and " + answer);
            }
        }

        private static boolean hasCome(ApplyResult<byte[]> result, int bytes) throws InterruptedException {
            try {
                return result.get().length == bytes;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof WorkerLostException lost && lost.getMessage().contains("raise its -Xmx")) {
                    return true;
                }
                throw new IllegalStateException(e);
            }
        }
    }
}
