package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivedPathTest {
    @TempDir
    Path temporary;

    private Path classes;
    private Path library;
    private Path carom;

    @BeforeEach
    void build() throws IOException {
        classes = Files.createDirectory(temporary.resolve("classes"));
        library = jar("library.jar", "shop/Item.class");
        carom = jar("carom-core.jar", "META-INF/MANIFEST.MF", "module-info.class", "dev/", "dev/carom/ProcessPool.class");
    }

    @Test
    void caromsJar_comesFirst_whereADirectoryIsBeforeIt() {
        assertThat(ArchivedPath.ownJarFirst(path(classes, library, carom), carom))
                .isEqualTo(path(carom, classes, library));
        assertThat(ArchivedPath.ownJarFirst(path(library, classes, carom), carom))
                .isEqualTo(path(carom, library, classes));
    }

    @Test
    void classPathOfJars_staysAsItIs() {
        CodePath code = path(library, carom);
        assertThat(ArchivedPath.ownJarFirst(code, carom)).isSameAs(code);
        assertThat(ArchivedPath.of(code, carom)).isSameAs(code);
    }

    @Test
    void jarThatHoldsMoreThanCarom_staysWhereItIs_asADirectoryBeforeItMayOverrideItsFiles() throws IOException {
        Path program = jar("program.jar", "dev/carom/ProcessPool.class", "logging.properties");
        CodePath code = path(classes, program);
        assertThat(ArchivedPath.ownJarFirst(code, program)).isSameAs(code);
        assertThat(ArchivedPath.of(code, program)).as("no part of it has Carom").isSameAs(code);
    }

    @Test
    void anotherJarOfThatName_isNotMoved() throws IOException {
        Path other = jar("other/carom-core.jar", "dev/carom/ProcessPool.class");
        assertThat(ArchivedPath.ownJarFirst(path(classes, other, carom), carom)).isEqualTo(path(carom, classes, other));
    }

    @Test
    void caromInADirectory_isNotArchived() {
        CodePath code = path(library, classes);
        assertThat(ArchivedPath.ownJarFirst(code, classes)).isSameAs(code);
        assertThat(ArchivedPath.of(code, classes)).isSameAs(code);
    }

    @Test
    void whatComesBeforeTheFirstDirectory_isArchived() {
        assertThat(ArchivedPath.of(path(carom, library, classes, library), carom)).isEqualTo(path(carom, library));
    }

    @Test
    void modules_areLeftAlone() {
        CodePath code = new CodePath(List.of(classes.toString(), carom.toString()), List.of(library.toString()), List.of(),
                List.of("Main"));
        assertThat(ArchivedPath.ownJarFirst(code, carom)).isSameAs(code);
        assertThat(ArchivedPath.of(code, carom)).isSameAs(code);
    }

    private static CodePath path(Path... entries) {
        return CodePath.ofClassPath(Arrays.stream(entries).map(Path::toString).toList(), "Main");
    }

    private Path jar(String name, String... entries) throws IOException {
        Path jar = temporary.resolve(name);
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream zip = new JarOutputStream(out)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
            }
        }
        return jar;
    }
}
