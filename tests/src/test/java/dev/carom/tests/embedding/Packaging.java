package dev.carom.tests.embedding;

import dev.carom.ProcessPool;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Builds the application of these tests as a user's build would. */
final class Packaging {
    /** Prints what it made of three items; needs Carom, its own record and lambdas, and JNA in a worker. */
    static final String SOURCE = """
            package shop;

            import dev.carom.ProcessPool;
            import dev.carom.TaskOptions;
            import dev.carom.error.SoftTimeLimitExceededException;
            import java.io.Serializable;
            import java.time.Duration;
            import java.util.List;

            public class App {
                record Item(String name, int price) implements Serializable {}

                public static void main(String[] args) throws Exception {
                    try (ProcessPool pool = ProcessPool.of(1)) {
                        int factor = 2 + args.length;
                        System.out.println(pool.map(n -> new Item("item" + n, n * factor), List.of(1, 2, 3)));
                        long worker = pool.apply(() -> ProcessHandle.current().pid());
                        System.out.println("elsewhere " + (worker != ProcessHandle.current().pid()));
                        try {
                            pool.apply(() -> {
                                long turns = 0;
                                while (true) {
                                    turns++;
                                }
                            }, TaskOptions.defaults().softTimeout(Duration.ofMillis(50)));
                        } catch (SoftTimeLimitExceededException e) {
                            System.out.println("stopped");
                        }
                    }
                }
            }
            """;

    static final List<String> OUTPUT =
            List.of("[Item[name=item1, price=2], Item[name=item2, price=4], Item[name=item3, price=6]]", "elsewhere true",
                    "stopped");

    static final String MAIN = "shop.App";

    private Packaging() {}

    /** The application's classes, in a directory. */
    static Path classes(Path into, Path... moduleInfo) throws IOException {
        return classes(into, SOURCE, moduleInfo);
    }

    /** The classes of another application in place of that one. */
    static Path classes(Path into, String text, Path... moduleInfo) throws IOException {
        Path source = Files.createDirectories(into.resolveSibling("src").resolve("shop")).resolve("App.java");
        Files.writeString(source, text);
        List<String> arguments = new ArrayList<>(List.of("-d", into.toString(), "--release", "17",
                moduleInfo.length == 0 ? "-cp" : "-p", path(libraries(into.resolveSibling("made"))), source.toString()));
        Stream.of(moduleInfo).map(Path::toString).forEach(arguments::add);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new AssertionError("the application does not compile");
        }
        return into;
    }

    /** Carom and what it needs, as jars. */
    static List<Path> libraries(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path core = origin(ProcessPool.class);
        if (Files.isDirectory(core)) {
            Path jar = directory.resolve("carom-core.jar");
            core = Files.exists(jar) ? jar : jar(core, jar, new Manifest());
        }
        return List.of(core, entryOfClassPath("jna-"), entryOfClassPath("jspecify-"));
    }

    private static Path entryOfClassPath(String prefix) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> entry.getFileName().toString().startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }

    private static Path origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static String path(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** A jar of all that is in the directory. */
    static Path jar(Path directory, Path jar, Manifest manifest) throws IOException {
        manifest.getMainAttributes().putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> below = Files.walk(directory)) {
            below.filter(Files::isRegularFile).forEach(content -> add(out, directory, content));
        }
        return jar;
    }

    private static void add(JarOutputStream out, Path directory, Path content) {
        String name = directory.relativize(content).toString().replace(File.separatorChar, '/');
        if (name.equals("META-INF/MANIFEST.MF")) {
            return;
        }
        try {
            out.putNextEntry(new ZipEntry(name));
            Files.copy(content, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
