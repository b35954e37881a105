package dev.carom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.tools.ToolProvider;

/** A source file with functions that do what their input says. */
final class Tasks {
    private static final String SOURCE = """
            import java.nio.file.*;
            import java.util.*;

            public class Tasks {
                public record Pair(String name, List<Integer> sizes) {}

                public static class OwnException extends Exception {
                    OwnException(String message) { super(message); }
                }

                public static String echo(String s) { return s; }

                public static Object act(String s) throws Exception {
                    String[] words = s.split(" ");
                    switch (words[0]) {
                        case "exit": System.exit(Integer.parseInt(words[1])); return null;
                        case "spin": while (true) { Thread.onSpinWait(); }
                        case "catch":
                            try { while (true) { Thread.onSpinWait(); } }
                            catch (dev.carom.error.SoftTimeLimitExceededException e) { return "caught"; }
                        case "oom": { List<byte[]> all = new ArrayList<>(); while (true) { all.add(new byte[1 << 20]); } }
                        case "direct": {
                            List<Object> all = new ArrayList<>();
                            while (all.size() < 400) {
                                java.nio.ByteBuffer b = java.nio.ByteBuffer.allocateDirect(1 << 20);
                                for (int i = 0; i < b.capacity(); i += 512) { b.put(i, (byte) 1); }
                                all.add(b);
                            }
                            while (true) { Thread.sleep(1000); java.lang.ref.Reference.reachabilityFence(all); }
                        }
                        case "throw": throw new OwnException("thrown\\nat large");
                        case "error": throw new AssertionError("an error");
                        case "null": return null;
                        case "thread": return Thread.currentThread();
                        case "deep": { List<Object> l = new ArrayList<>(); l.add(l); return l; }
                        case "array": return new int[] {1, 2};
                        case "pair": return new Pair("p", List.of(1, 2));
                        case "big": return "x".repeat(Integer.parseInt(words[1]));
                        case "print":
                            System.out.println("out:" + words[1]);
                            System.err.println("err:" + words[1]);
                            return "printed";
                        case "stdin": return System.in.read();
                        case "pid": return ProcessHandle.current().pid();
                        case "property": return System.getProperty(words[1]);
                        case "once": {
                            Path mark = Path.of(words[1]);
                            if (Files.exists(mark)) { return "second time"; }
                            Files.createFile(mark);
                            if (words[2].equals("exit")) { System.exit(1); }
                            if (words[2].equals("spin")) { while (true) { Thread.onSpinWait(); } }
                            throw new OwnException("first time");
                        }
                        case "wait": {
                            System.err.println("started " + s);
                            while (!Files.exists(Path.of(words[1]))) { Thread.sleep(5); }
                            return "released";
                        }
                        default: return s;
                    }
                }
            }
            """;

    private Tasks() {}

    /** A directory with the compiled class, made once for all tests. */
    static Path compiled() {
        return Compiled.DIRECTORY;
    }

    private static final class Compiled {
        static final Path DIRECTORY = make();

        private static Path make() {
            try {
                Path directory = Files.createTempDirectory("carom-test-tasks");
                Path source = write(directory);
                int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp",
                        System.getProperty("java.class.path"), "-d", directory.toString(), source.toString());
                assertThat(status).isZero();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
                return directory;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path directory) {
            for (File file : Objects.requireNonNull(directory.toFile().listFiles())) {
                assertThat(file.delete()).isTrue();
            }
            assertThat(directory.toFile().delete()).isTrue();
        }
    }

    /** Writes the file, and returns it. */
    static Path write(Path directory) throws IOException {
        return Files.writeString(directory.resolve("Tasks.java"), SOURCE);
    }
}
