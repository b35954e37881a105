package dev.carom.tests.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.tests.support.HostJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    private enum Deployed {
        UNPACKED, AS_A_WAR
    }

    @ParameterizedTest
    @EnumSource(Deployed.class)
    @Tag("any-jdk")
    void applicationThatClosesItsPool_leavesNothing_andNoThreadWhenCloseReturns(Deployed deployed) throws Exception {
        assertThat(run(true, deployed)).containsExactly(
                "[Item[name=item1, price=1], Item[name=item2, price=2]]", "stopped, threads 0", "left:");
    }

    /** Nothing that the pool needs for its end can be loaded any more. */
    @ParameterizedTest
    @EnumSource(Deployed.class)
    @Tag("B190")
    void applicationThatForgetsItsPool_leavesNoThreadProcessFileOrClassInTheEnd(Deployed deployed) throws Exception {
        assertThat(run(false, deployed)).contains("left:").noneMatch(line -> line.contains("cannot be loaded"));
    }

    private List<String> run(boolean closes, Deployed deployed) throws Exception {
        Path application = Files.createDirectory(directory.resolve("app"));
        List<String> entries = new ArrayList<>(List.of("WEB-INF/classes/"));
        Packaging.classes(application.resolve("WEB-INF/classes"), APP);
        Files.createDirectory(application.resolve("WEB-INF/lib"));
        for (Path library : Packaging.libraries(directory.resolve("lib"))) {
            String entry = "WEB-INF/lib/" + library.getFileName();
            Files.copy(library, application.resolve(entry));
            entries.add(entry);
        }
        String base = deployed == Deployed.UNPACKED
                ? application.toUri().toString()
                : "war:" + Packaging.jar(application, directory.resolve("app.war"), new Manifest()).toUri() + "*/";
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(closes)));
        entries.forEach(entry -> arguments.add(base + entry));
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
