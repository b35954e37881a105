package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletionTest {
    @TempDir
    Path base;

    @Test
    void directory_isDeletedWithAllThatIsInIt() throws Exception {
        Path directory = base.resolve("a");
        Files.writeString(Files.createDirectories(directory.resolve("b/c")).resolve("file"), "x");

        Deletion.of(directory);
        Deletion.of(directory);

        assertThat(base).isEmptyDirectory();
    }

    @Test
    void linkToADirectory_isDeletedAndNotFollowed() throws Exception {
        Path precious = Files.writeString(Files.createDirectory(base.resolve("precious")).resolve("file"), "x");
        Path directory = Files.createDirectory(base.resolve("a"));
        Files.createSymbolicLink(directory.resolve("link"), precious.getParent());

        Deletion.of(directory);

        assertThat(directory).doesNotExist();
        assertThat(precious).exists();
    }

    @Test
    void endlessDepth_isLeftRatherThanUsingUpOpenFiles() throws Exception {
        Path directory = Files.createDirectories(base.resolve("a/" + "b/".repeat(100)));

        assertThatIOException().isThrownBy(() -> Deletion.of(base.resolve("a"))).withMessageContaining("64 levels");

        assertThat(directory).exists();
    }
}
