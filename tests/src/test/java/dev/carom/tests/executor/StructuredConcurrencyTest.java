package dev.carom.tests.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carom.tests.support.HostJvm;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forks of a {@code StructuredTaskScope} wait for tasks of a pool. A program of its own, as the scope is a preview. */
class StructuredConcurrencyTest {
    /** Whose form of the preview the program is written for. */
    private static final int FEATURE = 25;

    private static final String PROGRAM = """
            import dev.carom.ProcessPool;
            import dev.carom.TaskOptions;
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.TimeUnit;

            public class Scopes {
                public static void main(String[] args) throws Exception {
                    try (ProcessPool pool = ProcessPool.of(2)) {
                        allSucceed(pool);
                        oneFails(pool);
                        System.out.println("goes on: " + pool.map(x -> x + 1, List.of(1, 2)));
                    }
                }

                static void allSucceed(ProcessPool pool) throws InterruptedException {
                    try (var scope = StructuredTaskScope.open()) {
                        var six = scope.fork(() -> pool.apply(() -> 6));
                        var seven = scope.fork(() -> pool.executor().submit(() -> 7).get());
                        scope.join();
                        System.out.println("product: " + six.get() * seven.get());
                    }
                }

                static void oneFails(ProcessPool pool) throws Exception {
                    CompletableFuture<Long> worker = new CompletableFuture<>();
                    try (var scope = StructuredTaskScope.open()) {
                        scope.fork(() -> pool.apply(() -> {
                            Thread.sleep(3_600_000);
                            return 1;
                        }, TaskOptions.<Integer>defaults().acceptCallback(worker::complete)));
                        scope.fork(() -> {
                            worker.get();
                            throw new IllegalStateException("the other fork");
                        });
                        scope.join();
                    } catch (StructuredTaskScope.FailedException e) {
                        System.out.println("failed by: " + e.getCause().getMessage());
                    }
                    ProcessHandle.of(worker.get()).ifPresent(handle -> handle.onExit().orTimeout(60, TimeUnit.SECONDS).join());
                    System.out.println("the sleeper was stopped");
                }
            }
            """;

    @Test
    void scopeThatFails_stopsTheTasksOfItsForks_andThePoolGoesOn(@TempDir Path directory) throws Exception {
        int feature = Runtime.version().feature();
        assumeTrue(feature == FEATURE, "written for the preview of Java " + FEATURE + ", and this is " + feature);
        String libraries = System.getProperty("java.class.path");
        Path source = Files.writeString(directory.resolve("Scopes.java"), PROGRAM);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, messages, "--enable-preview",
                "--release", "" + feature, "-cp", libraries, "-d", directory.toString(), source.toString());
        assertThat(status).as("%s", messages).isZero();
        HostJvm.Run run = HostJvm.run(directory, Map.of(), "--enable-preview", "-cp",
                HostJvm.path(directory, Path.of(libraries)), "Scopes");
        assertThat(run.output().lines()).containsExactly(
                "product: 42", "failed by: the other fork", "the sleeper was stopped", "goes on: [2, 3]");
        assertThat(run.exitCode()).isZero();
    }
}
