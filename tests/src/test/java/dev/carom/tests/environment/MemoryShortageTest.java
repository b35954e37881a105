package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerOutput;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.HostJvm;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The JVM that has the pool has less heap than results need. */
final class HeapShortageTest {
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
