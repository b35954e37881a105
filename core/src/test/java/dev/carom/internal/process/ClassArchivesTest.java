package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.internal.process.ClassArchives.CutOff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchivesTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    Path temporary;

    private Path directory;
    private ClassArchives archives;

    @BeforeEach
    void open() {
        directory = temporary.resolve("a/b");
        archives = new ClassArchives(directory);
    }

    @Test
    void archiveThatWasMade_isFound() throws Exception {
        assertThat(archives.find(KEY)).isEmpty();

        Path made = make(KEY, "content");

        assertThat(archives.find(KEY)).contains(made);
        assertThat(archives.find(KEY.replace('0', '1'))).isEmpty();
        assertThat(names()).containsExactlyInAnyOrder(made.getFileName().toString(), "making.lock");
    }

    @Test
    void archiveThatWasChanged_isDeletedAndMadeAnew() throws Exception {
        Path made = make(KEY, "content");
        Files.writeString(made, "c0ntent");

        assertThat(archives.find(KEY)).isEmpty();

        assertThat(made).doesNotExist();
        assertThat(make(KEY, "content")).exists();
    }

    @Test
    void archiveThatIsThereByNow_isNotMadeAgain() throws Exception {
        Path made = make(KEY, "content");

        assertThat(archives.make(KEY, file -> {
            throw new AssertionError("made again");
        })).isEqualTo(made);
    }

    @Test
    void makerThatFails_leavesNothing() throws Exception {
        assertThat(archives.make(KEY, file -> {
            Files.writeString(file, "half");
            return false;
        })).isNull();
        assertThatThrownBy(() -> archives.make(KEY, file -> {
            Files.writeString(file, "half");
            throw new IOException("disk full");
        })).hasMessage("disk full");

        assertThat(names()).containsExactly("making.lock");
    }

    @Test
    void keyThatFailed_isLeftAloneForADay() throws Exception {
        make(KEY.replace('0', '1'), "another, so that the directory is there");
        assertThat(archives.isHopeless(KEY)).isFalse();

        archives.fail(KEY);

        assertThat(archives.isHopeless(KEY)).isTrue();
        Files.setLastModifiedTime(directory.resolve(KEY + ".failed"),
                FileTime.from(Instant.now().minusSeconds(25 * 3600)));
        assertThat(archives.isHopeless(KEY)).isFalse();

        archives.fail(KEY.replace('0', '2'));
        assertThat(directory.resolve(KEY + ".failed")).as("what is over leaves nothing").doesNotExist();
        assertThat(archives.isHopeless(KEY.replace('0', '2'))).isTrue();
    }

    @Test
    void keyThatFailedWhileTheClockWasAheadByYears_isTriedAgain() throws Exception {
        make(KEY.replace('0', '1'), "another, so that the directory is there");
        archives.fail(KEY);
        Files.setLastModifiedTime(directory.resolve(KEY + ".failed"), FileTime.from(Instant.now().plus(YEAR)));

        assertThat(archives.isHopeless(KEY)).isFalse();
    }

    @Test
    void archivesFromWhenTheClockWasAhead_giveWayToTheFirstNewOne() throws Exception {
        for (int i = 0; i < ClassArchives.KEPT; i++) {
            Files.setLastModifiedTime(make(key(i), "" + i), FileTime.from(Instant.now().plus(YEAR)));
        }

        make(key(99), "one too many");

        assertThat(archives.find(key(99))).isPresent();
    }

    @Test
    void whatACutOffMakingLeft_isThereForThatKeyUntilThereIsAnArchive() throws Exception {
        assertThat(archives.cutOff(KEY)).isEqualTo(CutOff.NEVER);

        archives.keep(KEY, new CutOff(1, "java/lang/Object id: 0\na/B\n"));
        archives.keep(key(1), new CutOff(4, ""));

        assertThat(archives.cutOff(KEY)).isEqualTo(new CutOff(1, "java/lang/Object id: 0\na/B\n"));
        assertThat(archives.cutOff(key(1))).isEqualTo(new CutOff(4, ""));
        assertThat(names()).containsExactlyInAnyOrder(KEY + ".cut-off", key(1) + ".cut-off");

        make(KEY, "content");
        archives.keep(KEY, new CutOff(2, ""));
        assertThat(archives.cutOff(KEY)).as("the archive is there").isEqualTo(CutOff.NEVER);
        assertThat(archives.cutOff(key(1))).isEqualTo(new CutOff(4, ""));
    }

    @Test
    void whatACutOffMakingLeft_isForgottenAfterADay() throws Exception {
        archives.keep(KEY, new CutOff(1, "a/B\n"));
        Files.setLastModifiedTime(directory.resolve(KEY + ".cut-off"), FileTime.from(Instant.now().minusSeconds(25 * 3600)));

        assertThat(archives.cutOff(KEY)).isEqualTo(CutOff.NEVER);
        archives.keep(key(1), new CutOff(1, "a/B\n"));
        assertThat(names()).containsExactly(key(1) + ".cut-off");
    }

    @Test
    void whatIsLeftAndDamaged_isNothing() throws Exception {
        archives.keep(KEY, new CutOff(1, "a/B\n"));
        for (String damaged : List.of("", "1", "x\na/B\n")) {
            Files.writeString(directory.resolve(KEY + ".cut-off"), damaged);
            assertThat(archives.cutOff(KEY)).as(damaged).isEqualTo(CutOff.NEVER);
        }
    }

    @Test
    void secondMaker_goesWithout() throws Exception {
        Path made = archives.make(KEY, file -> {
            assertThat(new ClassArchives(directory).make(KEY, other -> {
                throw new AssertionError("two at a time");
            })).isNull();
            Files.writeString(file, "content");
            return true;
        });

        assertThat(made).exists();
    }

    @Test
    void whatAKilledMakerLeft_goesWithTheNext() throws Exception {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("x.tmp"), "half");

        make(KEY, "content");

        assertThat(directory.resolve("x.tmp")).doesNotExist();
    }

    @Test
    void moreThanAreKept_loseThoseThatWereNotUsedForLongest() throws Exception {
        Path first = make(key(0), "0");
        for (int i = 1; i < ClassArchives.KEPT; i++) {
            Files.setLastModifiedTime(make(key(i), "" + i), FileTime.from(Instant.now().minusSeconds(60 - i)));
        }
        Files.setLastModifiedTime(first, FileTime.from(Instant.now().minusSeconds(100)));
        assertThat(archives.find(key(0))).isPresent(); // which is a use

        make(key(99), "one too many");

        assertThat(archives.find(key(0))).isPresent();
        assertThat(archives.find(key(1))).isEmpty();
        assertThat(archives.find(key(2))).isPresent();
        assertThat(archives.find(key(99))).isPresent();
    }

    @Test
    void directoryThatCannotBe_isAnIoException() throws Exception {
        Files.writeString(temporary.resolve("a"), "a file");

        assertThat(archives.find(KEY)).isEmpty();
        assertThatThrownBy(() -> make(KEY, "content")).isInstanceOf(IOException.class);
    }

    @Test
    void key_changesWithWhatTheJvmChecksAndNotWithTheRest() throws Exception {
        Path jar = Files.writeString(temporary.resolve("a.jar"), "1");
        CodePath code = CodePath.ofClassPath(List.of(jar.toString()), "Main");
        ArchiveKey key = key(List.of("-XX:+UseSerialGC", "-Xmx64m", "-Da=1", "-ea"), code);

        assertThat(key.obstacle()).isNull();
        assertThat(key(List.of("-XX:+UseSerialGC", "-Xmx99m", "-Da=2"), code)).isEqualTo(key);
        assertThat(key(List.of("-XX:+UseG1GC"), code)).isNotEqualTo(key);
        assertThat(key(List.of("-XX:+UseSerialGC", "--add-opens=java.base/java.lang=ALL-UNNAMED"), code)).isNotEqualTo(key);
        Files.writeString(jar, "22");
        assertThat(key(List.of("-XX:+UseSerialGC"), code)).isNotEqualTo(key);
    }

    @Test
    void key_changesWithAJarThatAWildcardStandsFor() throws Exception {
        Path jar = Files.writeString(temporary.resolve("a.jar"), "1");
        CodePath code = CodePath.ofClassPath(List.of(temporary.resolve("*").toString()), "Main");
        ArchiveKey key = key(List.of(), code);

        assertThat(key.obstacle()).isNull();
        Files.writeString(jar, "22");
        assertThat(key(List.of(), code)).isNotEqualTo(key);
    }

    @Test
    void key_changesWithAJarThatTheManifestOfTheOnlyOneNames() throws Exception {
        Path named = Files.writeString(Files.createDirectory(temporary.resolve("a lib")).resolve("b.jar"), "1");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "a%20lib/b.jar a%20lib/ missing.jar http://x/y.jar");
        Path jar = temporary.resolve("a.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        CodePath code = CodePath.ofClassPath(List.of(jar.toString()), "Main");
        ArchiveKey key = key(List.of(), code);

        assertThat(key.obstacle()).isNull();
        assertThat(key(List.of(), code)).isEqualTo(key);
        Files.writeString(named, "22");
        assertThat(key(List.of(), code)).isNotEqualTo(key);
    }

    @Test
    void directoryOrFlagThatRulesArchivesOut_isNamed() {
        CodePath directories = CodePath.ofClassPath(List.of(temporary.toString()), "Main");
        CodePath none = CodePath.ofClassPath(List.of("/missing.jar"), "Main");

        assertThat(key(List.of(), directories).obstacle()).contains(temporary + " is a directory");
        assertThat(key(List.of("-javaagent:x.jar"), none).obstacle()).contains("-javaagent:x.jar");
        assertThat(key(List.of("-Xshare:off"), none).obstacle()).contains("-Xshare:off");
        assertThat(key(List.of("-XX:AOTCache=mine"), none).obstacle()).contains("-XX:AOTCache=mine");
    }

    private static ArchiveKey key(List<String> flags, CodePath code) {
        return ArchiveKey.of(new JavaHome(Path.of(System.getProperty("java.home"))), flags, code);
    }

    private static String key(int i) {
        return String.format("%032x", i);
    }

    private Path make(String key, String content) throws Exception {
        return archives.make(key, file -> {
            Files.writeString(file, content);
            return true;
        });
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
