package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgFileTest {
    private static final List<String> NASTY = List.of(
            "plain", "", " ", "two words", "\"quoted\"", "it's", "back\\slash", "ends in \\", "# no comment", "a#b",
            "tab\there", "line\nbreak", "carriage\rreturn", "form\ffeed", "@file", "-Dlooks=like", "*", "$HOME", "\u00e4\u20ac",
            "\ud83d\ude00", "c:\\new\\table\\", "'", "\\\"");

    /** Prints its arguments so that no character is lost on the way. */
    public static final class Show {
        private Show() {}

        public static void main(String[] args) {
            for (String arg : args) {
                System.out.println("=" + Base64.getEncoder().encodeToString(arg.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    @Test
    void arguments_reachARealJvmUnchanged(@TempDir Path directory) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), Show.class.getName()));
        arguments.addAll(NASTY);

        assertThat(show(directory, arguments)).isEqualTo(NASTY);
    }

    @Test
    @Tag("B210")
    void fiveThousandLongArguments_reachARealJvm(@TempDir Path directory) throws Exception {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add("argument " + i + " " + "x".repeat(500));
        }
        List<String> arguments = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), Show.class.getName()));
        arguments.addAll(many);

        assertThat(show(directory, arguments)).isEqualTo(many);
    }

    private static List<String> show(Path directory, List<String> arguments) throws Exception {
        Path file = Files.write(directory.resolve("an argument file"), ArgFile.bytes(arguments));
        Process java = new ProcessBuilder(
                        new JavaHome(Path.of(System.getProperty("java.home"))).binary().toString(), "@" + file)
                .redirectErrorStream(true)
                .start();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor(ProcessFixture.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(java.exitValue()).as(output).isZero();
        return output.lines()
                .filter(line -> line.startsWith("="))
                .map(line -> new String(Base64.getDecoder().decode(line.substring(1)), StandardCharsets.UTF_8))
                .toList();
    }
}
