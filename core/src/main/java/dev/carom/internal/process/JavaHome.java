package dev.carom.internal.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/** The Java installation that runs the workers. */
record JavaHome(Path path) {
    /** Where it is the one that runs this JVM, and has no program {@code java}. */
    static final String STRIPPED = ", or this one have its bin/java: jpackage leaves that out unless its --jlink-options are given,"
            + " such as --strip-debug, and jlink where --strip-native-commands is";

    Path binary() {
        return path.resolve("bin").resolve(File.separatorChar == '\\' ? "java.exe" : "java");
    }

    /** Whether it is the one that runs this JVM. */
    boolean isOwn() {
        return path.equals(Path.of(System.getProperty("java.home")).toAbsolutePath().normalize());
    }

    /** Whether its JVM has the server compiler, and so the flags for that; of one that does not run this JVM that is assumed. */
    boolean hasServerCompiler() {
        return !isOwn() || System.getProperty("java.vm.name", "").contains("Server VM");
    }

    /** Its feature version; that of this JVM where it does not say. */
    int feature() {
        if (isOwn()) {
            return Runtime.version().feature();
        }
        Properties release = new Properties();
        try (InputStream in = Files.newInputStream(path.resolve("release"))) {
            release.load(in);
            return Runtime.Version.parse(release.getProperty("JAVA_VERSION", "").replace("\"", "")).feature();
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return Runtime.version().feature();
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "cannot read the version of {0}: {1}", path, e);
            return Runtime.version().feature();
        }
    }
}
