package dev.carom.tests.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.tests.support.HostJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application with Carom among its libraries is stopped, and its server goes on. */
class WebServerTest {
    private static final String APP = """
            package shop;

            import dev.carom.ProcessPool;
            import java.util.List;

            public class App {
                record Item(String name, int price) {}

                public static AutoCloseable start() throws Exception {
                    ProcessPool pool = ProcessPool.of(2);
                    System.out.println(pool.map(n -> new Item("item" + n, n).toString(), List.of(1, 2)));
                    return pool;
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void applicationThatClosesItsPool_leavesNothing_andNoThreadWhenCloseReturns() throws Exception {
        assertThat(run(true)).containsExactly(
                "[Item[name=item1, price=1], Item[name=item2, price=2]]", "stopped, threads 0", "left:");
    }

    /** Nothing that the pool needs for its end can be loaded any more. */
    @Test
    @Tag("B190")
    void applicationThatForgetsItsPool_leavesNoThreadProcessFileOrClassInTheEnd() throws Exception {
        assertThat(run(false)).contains("left:").noneMatch(line -> line.contains("cannot be loaded"));
    }

    private List<String> run(boolean closes) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(closes),
                Packaging.classes(directory.resolve("classes"), APP).toString()));
        Packaging.libraries(directory.resolve("lib")).forEach(library -> arguments.add(library.toString()));
        Path tests = Path.of(WebServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        // The JDK's caches refer softly to classes that are no longer used; here they let go of them at once.
        List<String> flags = List.of("-XX:SoftRefLRUPolicyMSPerMB=0",
                "-Djava.io.tmpdir=" + Files.createDirectory(directory.resolve("tmp")));
        try (HostJvm server = HostJvm.startBehind(
                List.of(), tests.toString(), WebServer.class, flags, arguments.toArray(String[]::new))) {
            HostJvm.Run run = server.toItsEnd();
            assertThat(run.exitCode()).as(run.output()).isZero();
            return run.output().lines().toList();
        }
    }
}
