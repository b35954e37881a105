package dev.carom.tests.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carom.ProcessPool;
import dev.carom.tests.support.HostJvm;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.LoaderImplementation;
import org.springframework.boot.loader.tools.Repackager;

/** An application runs its lambdas in workers, whatever way it was packaged and started. */
class EmbeddingTest {
    @TempDir
    Path directory;

    @Test
    @Tag("any-jdk")
    void surefire_whichHidesTheClassPathInAManifest_isUnderstood() throws Exception {
        String started = String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()) + " "
                + System.getProperty("sun.java.command");
        assumeTrue(started.contains("surefire"), "not under Surefire");
        assertThat(started).contains("surefirebooter");

        try (ProcessPool pool = ProcessPool.of(1)) {
            assertThat(pool.<String, RuntimeException>apply(() -> EmbeddingTest.class.getName()))
                    .isEqualTo(EmbeddingTest.class.getName());
        }
    }

    /** Both generations of the loader; the older one is that of Spring Boot 2 and 3.1. */
    @ParameterizedTest
    @EnumSource(LoaderImplementation.class)
    void executableJarOfSpringBoot_runs(LoaderImplementation loader) throws Exception {
        Path plain = Packaging.jar(Packaging.classes(directory.resolve("classes")), directory.resolve("plain.jar"),
                new Manifest());
        Path app = Files.createDirectory(directory.resolve("my apps")).resolve("app.jar");
        List<Path> libraries = Packaging.libraries(directory.resolve("lib"));
        Repackager repackager = new Repackager(plain.toFile());
        repackager.setMainClass(Packaging.MAIN);
        repackager.setLoaderImplementation(loader);
        repackager.repackage(app.toFile(), callback -> {
            for (Path library : libraries) {
                callback.library(new Library(library.toFile(), LibraryScope.COMPILE));
            }
        });

        runs(directory, "-jar", "my apps/app.jar");
    }

    @Test
    void modularApplication_runs() throws Exception {
        Path info = Files.writeString(directory.resolve("module-info.java"), "module shop { requires dev.carom; }");
        Path app = Packaging.jar(Packaging.classes(directory.resolve("classes"), info), directory.resolve("app.jar"),
                new Manifest());
        List<Path> modules = new ArrayList<>(Packaging.libraries(directory.resolve("lib")));
        modules.add(directory.relativize(app));

        runs(directory, "-p", Packaging.path(modules), "-m", "shop/" + Packaging.MAIN);
    }

    @Test
    @Tag("any-jdk")
    void jarWithAClassPathInItsManifest_runs() throws Exception {
        Path lib = Files.createDirectory(directory.resolve("lib"));
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Packaging.MAIN);
        List<String> names = new ArrayList<>();
        for (Path library : Packaging.libraries(directory.resolve("made"))) {
            Path copy = Files.copy(library, lib.resolve(library.getFileName()));
            names.add(directory.relativize(copy).toString());
        }
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", names));
        Packaging.jar(Packaging.classes(directory.resolve("classes")), directory.resolve("app.jar"), manifest);

        runs(directory, "-jar", "app.jar");
    }

    @Test
    @Tag("B209")
    void classPathWithSpacesUnicodeRelativeEntriesAndAWildcard_isUnderstood() throws Exception {
        Path home = Files.createDirectories(directory.resolve("zwei Wörter — 日本"));
        Path lib = Files.createDirectory(home.resolve("lib"));
        Path classes = Packaging.classes(home.resolve("classes"));
        for (Path library : Packaging.libraries(directory.resolve("made"))) {
            Files.copy(library, lib.resolve(library.getFileName()));
        }
        assertThat(classes).isDirectory();

        runs(home, "-cp", "classes" + File.pathSeparator + File.pathSeparator + "lib/*", Packaging.MAIN);
    }

    @Test
    @Tag("B210")
    void classPathOfFiveThousandEntries_works() throws Exception {
        Path classes = Packaging.classes(directory.resolve("classes"));
        List<Path> entries = new ArrayList<>(List.of(classes));
        for (int i = 0; i < 5_000; i++) {
            entries.add(directory.resolve("a directory with a rather long name that is not there " + i));
        }
        entries.addAll(Packaging.libraries(directory.resolve("lib")));
        Path arguments = Files.writeString(directory.resolve("arguments"),
                "-cp \"" + Packaging.path(entries) + "\" " + Packaging.MAIN);

        runs(directory, "@" + arguments);
    }

    @Test
    void programStartedFromItsSource_works() throws Exception {
        // Newer JDKs want the source in the directory of its package.
        Path source = Files.writeString(Files.createDirectory(directory.resolve("shop")).resolve("App.java"), Packaging.SOURCE);

        runs(directory, "-cp", Packaging.path(Packaging.libraries(directory.resolve("lib"))), source.toString());
    }

    @Test
    void programStartedFromItsSource_worksWithThreads() throws Exception {
        Path source = Files.writeString(Files.createDirectory(directory.resolve("shop")).resolve("App.java"), """
                package shop;

                import dev.carom.Pool;
                import dev.carom.ThreadPool;
                import java.io.Serializable;
                import java.util.List;

                public class App {
                    record Item(int price) implements Serializable {}

                    public static void main(String[] args) throws Exception {
                        try (Pool pool = ThreadPool.of(1)) {
                            System.out.println(pool.map(item -> new Item(2 * item.price()), List.of(new Item(1))));
                        }
                    }
                }
                """);

        HostJvm.Run run = HostJvm.run(
                directory, Map.of(), "-cp", Packaging.path(Packaging.libraries(directory.resolve("lib"))), source.toString());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output().lines()).containsExactly("[Item[price=2]]");
    }

    /** What its other files hold was not found in workers: Java compiles it only when it is first used. */
    @Test
    void programOfSeveralSources_works() throws Exception {
        assumeTrue(Runtime.version().feature() >= 22, "until 22 such a program is one file");
        Path shop = Files.createDirectory(directory.resolve("shop"));
        String item = "    record Item(String name, int price) implements Serializable {}\n";
        assertThat(Packaging.SOURCE).contains(item, "new Item(\"item\"");
        Path source = Files.writeString(shop.resolve("App.java"),
                Packaging.SOURCE.replace(item, "").replace("new Item(\"item\" + n, n * factor)", "Shelf.take(n, n * factor)")
                        .replace("\"stopped\"", "\"stopped\".replace(\"Unused\", \"\")"));
        Files.writeString(shop.resolve("Shelf.java"), """
                package shop;

                class Shelf {
                    static Item take(int number, int price) {
                        return new Item(Names.of(number), price);
                    }

                    static class Names {
                        static String of(int number) {
                            return "item" + number;
                        }
                    }
                }
                """);
        Files.writeString(shop.resolve("Item.java"),
                "package shop; record Item(String name, int price) implements java.io.Serializable {}");
        Files.writeString(directory.resolve("Unused.java"), "a file that would end the program if it were compiled");

        runs(directory, "-cp", Packaging.path(Packaging.libraries(directory.resolve("lib"))), source.toString());
    }

    private static void runs(Path where, String... arguments) throws Exception {
        HostJvm.Run run = HostJvm.run(where, Map.of(), arguments);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output().lines().collect(Collectors.toList())).containsExactlyElementsOf(Packaging.OUTPUT);
    }
}
