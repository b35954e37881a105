package dev.carom.tests.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carom.tests.support.HostJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers start from an archive of those of their classes that are in jars, which makes and renews itself. */
@Timeout(500) // an archive is made at low priority
class ClassDataArchiveTest {
    /** Says whether its worker runs on an archive; then, as told, waits until one is there or begins to be made. */
    private static final String SOURCE = """
            package shop;

            import dev.carom.ProcessPool;
            import dev.carom.ProcessPoolBuilder;
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.concurrent.Callable;
            import java.util.concurrent.locks.LockSupport;
            import java.util.stream.Stream;

            public class App {
                public static void main(String[] args) throws Exception {
                    Path directory = Path.of(args[0]);
                    String inside = directory + "/";
                    ProcessPoolBuilder builder = ProcessPool.builder().processes(1);
                    if (args.length > 2) {
                        builder = builder.jvmArgs("-Xlog:class+load:file=" + args[2]);
                    }
                    builder = args[1].equals("off") ? builder.classDataArchive(false) : builder.classDataDirectory(directory);
                    if (args[1].equals("two")) {
                        try (ProcessPool first = builder.build(); ProcessPool second = builder.jvmArgs("-Xmx200m").build()) {
                            await(() -> count(directory, ".jsa") == 2);
                        }
                        return;
                    }
                    try (ProcessPool pool = builder.build()) {
                        if (args[1].equals("options")) {
                            System.out.println("lists " + pool.apply(() -> Files.readString(Path.of("/proc/self/cmdline"))
                                    .contains("-XX:DumpLoadedClassList=")));
                            return;
                        }
                        if (args[1].equals("begun")) {
                            pool.apply(() -> 1);
                            await(() -> ProcessHandle.current().children().count() > 1);
                            return;
                        }
                        System.out.println("archive " + pool.apply(() -> Files.readString(Path.of("/proc/self/maps"))
                                .contains(inside)));
                        await(() -> args[1].startsWith("o") || count(directory, args[1]) > 0);
                    }
                }

                static void await(Callable<Boolean> condition) throws Exception {
                    long limit = System.nanoTime() + 100_000_000_000L;
                    while (!condition.call() && System.nanoTime() < limit) {
                        LockSupport.parkNanos(1_000_000);
                    }
                }

                static long count(Path directory, String ending) throws IOException {
                    if (!Files.isDirectory(directory)) {
                        return 0;
                    }
                    try (Stream<Path> files = Files.list(directory)) {
                        return files.filter(file -> file.toString().endsWith(ending)).count();
                    }
                }
            }
            """;

    @TempDir
    Path temporary;

    private Path archives;
    private List<Path> classPath;

    /** Whether the worker writes down which classes it loads. */
    private boolean classLoading;

    @BeforeEach
    void build() throws IOException {
        archives = temporary.resolve("cache");
        classPath = new ArrayList<>(Packaging.libraries(temporary.resolve("made")));
        classPath.add(Packaging.jar(Packaging.classes(temporary.resolve("classes"), SOURCE), temporary.resolve("app.jar"),
                new Manifest()));
    }

    @Test
    void archive_isMadeAndUsedAndNotForAJarThatHasChanged() throws Exception {
        assertThat(run(".jsa")).isEqualTo("archive false\n");
        assertThat(names(".jsa")).hasSize(1);
        assertThat(run("once")).isEqualTo("archive true\n");

        Files.setLastModifiedTime(classPath.get(3), FileTime.from(Instant.now().plusSeconds(10)));
        assertThat(run(".tmp")).as("the jar has changed; and the pool is closed while an archive is made")
                .isEqualTo("archive false\n");
        assertThat(names(".tmp")).as("what the making has left, whether it was cut short or just done").isEmpty();
    }

    @Test
    void applicationInADirectory_hasAnArchiveOfCarom() throws Exception {
        classPath.set(3, temporary.resolve("classes"));
        Collections.rotate(classPath, 1); // in front, as builds name it
        assertThat(run(".jsa")).isEqualTo("archive false\n");
        assertThat(names(".jsa")).hasSize(1);

        classLoading = true;
        Packaging.classes(temporary.resolve("classes"), SOURCE.replace("\"archive \"", "\"changed, archive \""));
        assertThat(run("once")).isEqualTo("changed, archive true\n");
        assertThat(Files.readString(temporary.resolve("loaded")))
                .contains(" dev.carom.internal.child.WorkerMain source: shared objects file")
                .containsPattern(" shop\\.App source: file:");
    }

    @Test
    void callSitesOfLambdas_areLinkedInTheArchive_whereTheJvmCanDoThat() throws Exception {
        assumeThat(Runtime.version().feature()).isBetween(24, 27);
        run(".jsa");
        classLoading = true;
        assertThat(run("once")).startsWith("archive true\n");
        assertThat(Files.readString(temporary.resolve("loaded"))).contains(" shop.App source: shared objects file")
                .containsPattern("java\\.lang\\.invoke\\.LambdaForm\\$DMH/0x\\S+ source: shared objects file");
    }

    @Test
    @Tag("any-jdk")
    void programThatEndsTooSoon_leavesItsListOfClassesToTheNext() throws Exception {
        run("once");
        endedTooSoon();
        assertThat(names(".cut-off")).hasSize(1);

        assertThat(run(".jsa")).isEqualTo("archive false\n");

        classLoading = true;
        assertThat(run("once")).isEqualTo("archive true\n");
        assertThat(Files.readString(temporary.resolve("loaded"))).contains(" shop.App source: shared objects file");
    }

    @Test
    @Tag("any-jdk")
    void programsThatEndTooSoonAgain_waitLongerEachTime() throws Exception {
        assertThat(run("options")).isEqualTo("lists true\n");
        assertThat(left()).hasSizeGreaterThan(100).startsWith("1");
        assertThat(run("options")).as("the classes are known").isEqualTo("lists false\n");
        endedTooSoon();

        run("begun");
        endedTooSoon();
        List<String> wasted = left();
        assertThat(wasted).as("their number alone").hasSize(1);
        assertThat(run("options")).as("those of a longer life may be others").isEqualTo("lists true\n");
        assertThat(left()).as("what ended before it began wasted nothing").isEqualTo(wasted);
    }

    private List<String> left() throws IOException {
        assertThat(names(".cut-off")).hasSize(1);
        return Files.readAllLines(archives.resolve(names(".cut-off").get(0)));
    }

    @Test
    @Tag("any-jdk")
    void damagedArchive_isDeletedAndSaidSo() throws Exception {
        run(".jsa");
        Path archive = archives.resolve(names(".jsa").get(0));
        assertThat(archive.toFile().setWritable(true)).isTrue();
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write(new byte[100_000]);
        }

        assertThat(run("once")).contains("archive false", archive + " is damaged");
        assertThat(names(".jsa")).isEmpty();
    }

    @Test
    @Tag("any-jdk")
    void hostsAtTheSameTime_makeOne() throws Exception {
        List<HostJvm> hosts = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                hosts.add(HostJvm.start(temporary, Map.of(), arguments(".jsa")));
            }
            for (HostJvm host : hosts) {
                // One that the machine holds up may find what the other has made.
                assertThat(host.toItsEnd().output()).isIn("archive false\n", "archive true\n");
            }
        } finally {
            for (HostJvm host : hosts) {
                host.close();
            }
        }
        assertThat(names(".jsa")).hasSize(1);
        assertThat(names("")).hasSize(2).contains("making.lock");
    }

    @Test
    @Tag("any-jdk")
    void poolsThatNeedDifferentOnes_takeTurns() throws Exception {
        run("two");
        assertThat(names(".jsa")).hasSize(2);
    }

    @Test
    @Tag("any-jdk")
    void archiveThatIsNotWanted_isNeitherMadeNorUsed() throws Exception {
        assertThat(run("off")).isEqualTo("archive false\n");
        assertThat(archives).doesNotExist();
    }

    /** The test is of no use where a program was held up for so long that its archive was made meanwhile. */
    private void endedTooSoon() throws IOException {
        assumeThat(names(".jsa")).as("archives of programs that were to end before that").isEmpty();
    }

    private String run(String until) throws Exception {
        // Where one that is not told a directory would keep its archives, if it had any.
        Map<String, String> cache = Map.of("XDG_CACHE_HOME", archives.toString());
        HostJvm.Run run = HostJvm.run(temporary, cache, arguments(until).toArray(String[]::new));
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run.output();
    }

    private List<String> arguments(String until) {
        List<String> arguments = new ArrayList<>(
                List.of("-cp", Packaging.path(classPath), Packaging.MAIN, archives.toString(), until));
        if (classLoading) {
            arguments.add(temporary.resolve("loaded").toString());
        }
        return arguments;
    }

    private List<String> names(String ending) throws IOException {
        try (Stream<Path> files = Files.list(archives)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(ending)).toList();
        }
    }
}
