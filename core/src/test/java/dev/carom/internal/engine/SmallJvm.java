package dev.carom.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A JVM of 32 MiB, where memory can run out without harm. */
public final class SmallJvm {
    private SmallJvm() {}

    /** Runs the main method of this class there; fails if that throws. */
    public static void run(Class<?> main, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m", "-XX:+UseSerialGC", "-ea", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    public static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("it does not hold: " + what);
        }
    }

    /** Memory that is taken, piece by piece. */
    private record Hoard(@Nullable Hoard before, byte[] piece) {}

    /** Takes all the memory that there is but a little, which a JVM needs to run code for the first time; returns what has it. */
    public static @Nullable Object takeMemory() {
        byte[] rest = new byte[64 << 10];
        Hoard hoard = null;
        for (int size = 1 << 20; size > 0; size /= 2) {
            try {
                while (rest.length > 0) {
                    hoard = new Hoard(hoard, new byte[size]);
                }
            } catch (OutOfMemoryError full) {
                continue; // with smaller pieces
            }
        }
        return hoard;
    }
}
