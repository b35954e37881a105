package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathGapsTest {
    @TempDir
    Path directory;

    @Test
    void jarDirectoryAndWildcardThatAreThere_areNoGaps() throws Exception {
        Path jar = Files.createFile(directory.resolve("a.jar"));

        assertThat(ClassPathGaps.of(List.of(jar, directory, directory.resolve("*")))).isEmpty();
    }

    @Test
    void entryThatIsNotThereAndWildcardWithoutJars_areGaps() throws Exception {
        Path missing = directory.resolve("b.jar");
        Path empty = Files.createDirectory(directory.resolve("empty")).resolve("*");
        Path nowhere = directory.resolve("nowhere").resolve("*");

        assertThat(ClassPathGaps.of(List.of(missing, directory, empty, nowhere))).containsExactly(missing, empty, nowhere);
    }

    @Test
    void classPathOfGapsOnly_isRefusedWithTheFirstOfThem() {
        List<Path> missing = IntStream.range(0, 7).mapToObj(i -> directory.resolve(i + ".jar")).toList();

        assertThatIllegalArgumentException().isThrownBy(() -> ClassPathGaps.report("p", missing))
                .withMessageStartingWith("classPath: nothing that it names is there: " + missing.get(0) + ", ")
                .withMessageEndingWith(missing.get(4) + " and 2 more");
    }

    @Test
    void wildcard_liesInItsDirectory() {
        assertThat(ClassPathGaps.place(Path.of("/a/*"))).isEqualTo(Path.of("/a"));
        assertThat(ClassPathGaps.place(Path.of("/a/b.jar"))).isEqualTo(Path.of("/a/b.jar"));
    }
}
