package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.carom.error.LaunchException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers find the code of their parent, whatever way the parent found it. */
class ParentCodeTest {
    @TempDir
    Path temporary;

    @Test
    @Tag("B209")
    void relativeClassPathAndFlagsOfTheParent_reachTheWorker() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        String relative = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> here.relativize(Path.of(entry).toAbsolutePath()).toString())
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();

        String output = parent(
                Map.of(),
                List.of("-ea", "-Dmirrored=yes", "-Dcom.sun.management.x=no", "-Xmx300m", "-cp", relative),
                "mirrored,com.sun.management.x", "none");

        assertThat(output).contains("mirrored=yes", "com.sun.management.x=null", "assertions true", "end of facts");
    }

    @Test
    @Tag("B209")
    void emptyEntryOfTheClassPath_isTheWorkingDirectoryOfTheParent() {
        String here = Path.of("").toAbsolutePath().toString();

        assertThat(ParentCode.absolute("" + File.pathSeparator + "a" + File.pathSeparator))
                .containsExactly(here, here + File.separator + "a", here);
    }

    @Test
    void entryThatNoFileCanHaveAsItsName_isPassedOverAsByTheJvm() {
        String here = Path.of("").toAbsolutePath().toString();

        assertThat(ParentCode.absolute("a" + File.pathSeparator + "no charset has \ud800")).containsExactly(here + File.separator + "a");
    }

    @Test
    void urlWithTheSeparatorOfClassPaths_isALaunchExceptionThatNamesIt() throws Exception {
        Path jar = Files.createFile(temporary.resolve("a" + File.pathSeparator + "b.jar"));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {jar.toUri().toURL(), JavaCommand.class.getProtectionDomain().getCodeSource().getLocation()},
                ClassLoader.getPlatformClassLoader())) {
            Class<?> anchor = loader.loadClass(JavaCommand.class.getName());

            assertThatExceptionOfType(LaunchException.class)
                    .isThrownBy(() -> new ParentCode(anchor, "Main", temporary).find(null))
                    .withMessageContaining(jar.toString());
        }
    }

    @Test
    @Tag("B208")
    void flagsInTheEnvironmentOfTheParent_areMirroredAndNotPickedUpAgain() throws Exception {
        String output = parent(
                Map.of("JAVA_TOOL_OPTIONS", "-Dtool=yes -Xmx300m"),
                List.of("-cp", System.getProperty("java.class.path")),
                "tool", "JAVA_TOOL_OPTIONS");

        assertThat(output.lines().filter(line -> line.startsWith("Picked up"))).hasSize(1);
        assertThat(output).contains("tool=yes", "JAVA_TOOL_OPTIONS=null", "end of facts");
    }

    /** A system class loader as a program may name one. */
    public static final class Above extends ClassLoader {
        public Above(ClassLoader parent) {
            super(parent);
        }
    }

    @Test
    void systemClassLoaderOfTheUsers_isThatOfTheWorkerToo() throws Exception {
        String output = parent(
                Map.of(),
                List.of("-Djava.system.class.loader=" + Above.class.getName(), "-cp", System.getProperty("java.class.path")),
                "java.system.class.loader", "none");

        assertThat(output).contains("java.system.class.loader=" + Above.class.getName(), "end of facts");
    }

    @Test
    void caromInAnotherLoader_givesTheWorkerTheUrlsOfThatLoader() throws Exception {
        Path spaced = Files.createDirectory(temporary.resolve("with a space"));
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            Path link = spaced.resolve(urls.size() + (Files.isDirectory(path) ? "" : ".jar"));
            urls.add(Files.createSymbolicLink(link, path).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Object output = loader.loadClass(ParentProgram.class.getName())
                    .getMethod("run", String[].class)
                    .invoke(null, (Object) new String[] {"java.class.path", "none"});

            assertThat(output).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
                    .contains("end of facts")
                    .anyMatch(line -> line.startsWith("java.class.path=" + spaced));
        } finally {
            // JUnit deletes them too, but warns of each.
            for (URL url : urls) {
                Files.delete(Path.of(url.toURI()));
            }
        }
    }

    @Test
    void loaderThatHidesItsUrls_isALaunchExceptionThatNamesTheOption() throws Exception {
        ClassLoader opaque = new ClassLoader(ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                try (var in = ParentCodeTest.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        Class<?> anchor = opaque.loadClass(JavaCommand.class.getName());

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> new ParentCode(anchor, "Main", temporary).find(null))
                .withMessageContaining("classPath(...)");
        assertThat(new ParentCode(anchor, "Main", temporary).find(List.of(Path.of("/x.jar"))).classPath())
                .containsExactly("/x.jar");
    }

    @Test
    void classPathWithoutCarom_getsCaromAdded() {
        CodePath code = new ParentCode(JavaCommand.class, "Main", temporary).find(List.of(temporary));

        assertThat(code.classPath()).startsWith(temporary.toString()).anyMatch(entry -> entry.endsWith("classes"))
                .anyMatch(entry -> entry.contains("jna"));
    }

    @Test
    void jarInAJar_isUnpacked() throws Exception {
        Path outer = outerJar();
        UnpackedCode unpacked = new UnpackedCode(temporary.resolve("lib"));

        Path jar = unpacked.file(new URL("jar:" + outer.toUri() + "!/BOOT-INF/lib/inner.jar!/"));
        Path classes = unpacked.file(new URL("jar:" + outer.toUri() + "!/BOOT-INF/classes!/"));

        assertThat(jar).hasContent("inner").hasFileName("1-inner.jar");
        assertThat(classes.resolve("a/B.class")).hasContent("class");
        assertThat(unpacked.file(new URL("jar:" + outer.toUri() + "!/"))).isEqualTo(outer);
    }

    /** Its workers started, and knew no class of the application. */
    @Test
    void webApplicationThatTomcatDoesNotUnpack_isUnpackedForWorkers() throws Exception {
        String war = "war:" + outerJar().toUri() + "*/BOOT-INF/";
        UnpackedCode unpacked = new UnpackedCode(temporary.resolve("lib"));

        assertThat(unpacked.file(foreign(war + "classes/")).resolve("a/B.class")).hasContent("class");
        assertThat(unpacked.file(foreign(war + "lib/inner.jar"))).hasContent("inner");
        assertThat(unpacked.container(foreign("jar:" + war + "lib/inner.jar!/x/Y.class"), "x/Y.class")).hasContent("inner");
    }

    @Test
    void directoryBehindAnUnknownUrl_isALaunchExceptionThatNamesTheOption() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> new UnpackedCode(temporary).file(foreign("vfs:/app/classes/")))
                .withMessageContainingAll("vfs:/app/classes/", "cannot be listed", "classPath(...)");
    }

    /** As where this JVM ends while a pool is being made. */
    @Test
    void directoryOfThePoolThatIsGone_isNotMadeAgain() throws Exception {
        Path outer = outerJar();
        Path pool = Files.createDirectory(temporary.resolve("pool"));
        UnpackedCode unpacked = new UnpackedCode(pool.resolve("lib"));
        unpacked.file(new URL("jar:" + outer.toUri() + "!/BOOT-INF/classes!/"));
        Deletion.of(pool);

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> unpacked.file(new URL("jar:" + outer.toUri() + "!/BOOT-INF/classes!/")));
        assertThat(pool).doesNotExist();
    }

    @Test
    void entryThatLeavesItsDirectory_isNotUnpacked() throws Exception {
        Path outer = temporary.resolve("evil.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(outer))) {
            zip.putNextEntry(new ZipEntry("classes/../../evil"));
        }

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> new UnpackedCode(temporary.resolve("lib"))
                        .file(new URL("jar:" + outer.toUri() + "!/classes!/")))
                .withMessageContaining("leaves its directory");
        assertThat(temporary.resolve("evil")).doesNotExist();
    }

    @Test
    void locationsOfBothGenerationsOfExecutableJars_areUnderstood() throws Exception {
        NestedLocation expected = new NestedLocation(Path.of("/my app/app.jar"), "BOOT-INF/lib/carom.jar");

        assertThat(NestedLocation.parse(foreign("jar:nested:/my%20app/app.jar/!BOOT-INF/lib/carom.jar!/"))).contains(expected);
        assertThat(NestedLocation.parse(new URL("jar:file:/my%20app/app.jar!/BOOT-INF/lib/carom.jar!/"))).contains(expected);
        assertThat(NestedLocation.parse(new URL("jar:file:/my app/app.jar!/BOOT-INF/lib/carom.jar!/"))).contains(expected);
        assertThat(NestedLocation.parse(new URL("jar:file:/app.jar!/"))).isEmpty();
        assertThat(NestedLocation.parse(URI.create("file:/app.jar").toURL())).isEmpty();
    }

    @Test
    void fingerprint_changesWithAnEntryAndWithTheOrder() throws Exception {
        Path a = Files.writeString(temporary.resolve("a.jar"), "1");
        Path b = temporary.resolve("missing.jar");
        String before = ClassPathFingerprint.of(List.of(a, b));

        assertThat(before).matches("[0-9a-f]{32}").isEqualTo(ClassPathFingerprint.of(List.of(a, b)));
        assertThat(ClassPathFingerprint.of(List.of(b, a))).isNotEqualTo(before);
        Files.writeString(a, "12");
        assertThat(ClassPathFingerprint.of(List.of(a, b))).isNotEqualTo(before);
    }

    @Test
    void parentThatIsKilled_leavesNoWorkerAndItsDirectoryGoesWithTheNextPool() throws Exception {
        // In a temporary directory of its own, as anybody else's next pool would delete what it leaves, too.
        Process parent = new ProcessBuilder(java(), "-Djava.io.tmpdir=" + temporary, "-cp",
                        System.getProperty("java.class.path"), ParentProgram.class.getName(), "none", "none", "hang")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            Path directory = Path.of(valueOf("directory ", lines));
            long worker = Long.parseLong(valueOf("worker ", lines));
            parent.destroyForcibly().waitFor();

            await().atMost(Duration.ofSeconds(ProcessFixture.PATIENCE_SECONDS))
                    .until(() -> ProcFs.stat(worker).filter(ProcFs.Stat::isAlive).isEmpty());
            assertThat(directory).exists().hasParent(temporary);
            PoolDirectory.create(temporary).close();
            assertThat(directory).doesNotExist();
        } finally {
            parent.destroyForcibly();
        }
    }

    private static String valueOf(String start, BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(start)) {
                return line.substring(start.length());
            }
        }
        throw new AssertionError("the parent printed no line that starts with " + start);
    }

    private static URL foreign(String text) throws IOException {
        return new URL(null, text, new java.net.URLStreamHandler() {
            @Override
            protected java.net.URLConnection openConnection(URL url) throws IOException {
                throw new IOException("not needed");
            }
        });
    }

    private Path outerJar() throws IOException {
        Path outer = temporary.resolve("outer app.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(outer))) {
            zip.putNextEntry(new ZipEntry("BOOT-INF/lib/inner.jar"));
            zip.write("inner".getBytes(StandardCharsets.US_ASCII));
            zip.putNextEntry(new ZipEntry("BOOT-INF/classes/"));
            zip.putNextEntry(new ZipEntry("BOOT-INF/classes/a/B.class"));
            zip.write("class".getBytes(StandardCharsets.US_ASCII));
        }
        return outer;
    }

    private static String parent(Map<String, String> environment, List<String> flags, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(flags);
        command.add(ParentProgram.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process parent = builder.start();
        String output = new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(parent.waitFor()).as(output).isZero();
        return output;
    }

    private static String java() {
        return new JavaHome(Path.of(System.getProperty("java.home"))).binary().toString();
    }
}
