package dev.carom.cli.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.cli.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSpecTest {
    private static final String HEAD = "import java.nio.file.Path; public class Tasks { ";

    @TempDir
    Path directory;

    @Test
    void sourceFileWithOneFunction_isCompiledInMemory() throws Exception {
        TaskCode code = resolve("public static int size(String s) { return new Inner().n; } static class Inner { int n; }"
                + " static int hidden(String s) { return 0; } public int member(String s) { return 0; }", "");

        assertThat(code.className()).isEqualTo("Tasks");
        assertThat(code.methodName()).isEqualTo("size");
        assertThat(code.ofPath()).isFalse();
        assertThat(code.classes()).containsOnlyKeys("Tasks", "Tasks$Inner");
        assertThat(directory).isDirectoryNotContaining("glob:**.class");
    }

    @Test
    void oneOfSeveral_isChosenByName() throws Exception {
        String two = "public static int a(String s) { return 0; } public static int b(Path p) { return 0; }";
        assertThat(resolve(two, "::b").ofPath()).isTrue();
    }

    @Test
    void publicClassOfAnotherNameThanTheFile_isTaken_asByJava() throws Exception {
        Path source = Files.writeString(directory.resolve("x.java"), HEAD + "public static int size(String s) { return 0; } }");

        assertThat(TaskSpec.resolve(source.toString(), List.of(), false).className()).isEqualTo("Tasks");
    }

    @Test
    void annotationProcessorOnTheClassPath_isNotRun() throws Exception {
        Path services = Files.createDirectories(directory.resolve("library/META-INF/services"));
        Files.writeString(services.resolve("javax.annotation.processing.Processor"), "no.such.Processor");
        Path source = directory.resolve("Tasks.java");
        Files.writeString(source, HEAD + "public static int size(String s) { return 0; } }");

        TaskCode code = TaskSpec.resolve(source.toString(), List.of(directory.resolve("library").toString()), false);

        assertThat(code.methodName()).isEqualTo("size");
    }

    @Test
    void enumBesideIt_isNotTakenForAFunction() throws Exception {
        TaskCode code = resolve("public static int size(String s) { return 0; } } enum Color { RED", "");

        assertThat(code.methodName()).isEqualTo("size");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "::size | int size(String s) { return 0; } | but there is int size(String)",
        "::size | public int size(String s) { return 0; } | but there is public int size(String)",
        "::size | public static int size(Integer s) { return 0; } | but there is public static int size(Integer)",
        "::size | public static int size(String a, String b) { return 0; } | but there is public static int size(String, String)",
        "::size | public static int length(String s) { return 0; } | has no method size; it has length(String)",
        "::size | public static int size(String s) { return 0; } public static int size(Path s) { return 0; }"
                + " | several methods of that name that can be the function (size(String), size(Path))",
        "'' | public static int a(String s) { return 0; } public static int b(Path s) { return 0; }"
                + " | several methods that can be the function (a(String), b(Path)): name one",
        "'' | static int a(String s) { return 0; } | it must be public static, with one parameter, a String or a Path",
        "'' | | has no method",
        "'' | public interface Inner { static int size(String s) { return 0; } }"
                + " | has no method; that of the nested class Tasks$Inner (size(String)) cannot be the function: move it to the outer",
        "::Inner.size | public interface Inner { static int size(String s) { return 0; } }"
                + " | has no method Inner.size; that of the nested class Tasks$Inner"
    })
    void whatCannotBeTheFunction_isSaidWithWhatThereIs(String suffix, String body, String message) {
        assertThatThrownBy(() -> resolve(body == null ? "" : body, suffix))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void compileErrors_areShownAsJavacGivesThem() {
        assertThatThrownBy(() -> resolve("public static int f(String s) { return oops; }", ""))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("Tasks.java:1: error: cannot find symbol")
                .hasMessageContaining("symbol:   variable oops")
                .hasMessageEndingWith("1 error");
    }

    @Test
    void sourceThatIsNotUtf8_isRefused_ratherThanCompiledWithOtherText() throws IOException {
        Path file = directory.resolve("Tasks.java");
        Files.writeString(file, HEAD + "public static String f(String s) { return \"\u00e4\"; } }", StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> TaskSpec.resolve(file.toString(), List.of(), false))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("Tasks.java:1: error: unmappable character (0xE4) for encoding UTF-8");
    }

    @Test
    void sourceInAPackage_usingTheTaskContext_isFound() throws Exception {
        Path file = directory.resolve("Ctx.java");
        Files.writeString(file, "package some.where; public class Ctx { public static Object f(String s) {"
                + " return dev.carom.worker.TaskContext.current().delivery(); } }");

        assertThat(TaskSpec.resolve(file.toString(), List.of(), false).className()).isEqualTo("some.where.Ctx");
    }

    @Test
    void classOfTheJdk_needsNoClassPath() throws Exception {
        TaskCode code = TaskSpec.resolve("java.lang.Integer::parseInt", List.of(), true);

        assertThat(code).isEqualTo(new TaskCode("java.lang.Integer", "parseInt", false, true, List.of(), code.classes()));
    }

    @Test
    void whatIsNeitherFileNorMethod_isRefused() {
        assertRefused("Nothing.java", "TASK file Nothing.java does not exist");
        assertRefused(directory + "/x.java::f", "does not exist");
        assertRefused("java.lang.Integer", "TASK must be a Java source file");
        assertRefused("", "TASK must be a Java source file");
        assertRefused("a.jar", "but is 'a.jar'; a jar goes to --class-path");
        assertRefused("no.such.Type::run", "there is no class no.such.Type on --class-path, which is empty");
        assertRefused("dev.carom.cli.NoSuch::run", "there is no class");
    }

    @Test
    void directoryNamedLikeASource_isRefused() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("Folder.java"));

        assertRefused(folder.toString(), "is not a file");
    }

    @Test
    void classPath_isMadeAbsolute_withJarsForAStar() throws Exception {
        Path jar = Files.createFile(directory.resolve("a.jar"));
        Files.createFile(directory.resolve("b.txt"));

        assertThat(TaskSpec.classPath(List.of(directory + ":" + directory + "/*", jar.toString())))
                .containsExactly(directory.toString(), jar.toString(), jar.toString());
        assertThatThrownBy(() -> TaskSpec.classPath(List.of("no/such.jar")))
                .isInstanceOf(UsageException.class)
                .hasMessage("--class-path: no/such.jar does not exist");
    }

    private TaskCode resolve(String body, String suffix) throws UsageException, IOException {
        Path file = directory.resolve("Tasks.java");
        Files.writeString(file, HEAD + body + " }");
        return TaskSpec.resolve(file + suffix, List.of(), false);
    }

    private static void assertRefused(String task, String message) {
        assertThatThrownBy(() -> TaskSpec.resolve(task, List.of(), false))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }
}
