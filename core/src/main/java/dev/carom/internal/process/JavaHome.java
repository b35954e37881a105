package dev.carom.internal.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The Java installation that runs the workers. */
record JavaHome(Path path) {
    private static final String STRIPPED = ", or this one have its bin/java: jpackage leaves that out unless its --jlink-options are"
            + " given, such as --strip-debug, and jlink where --strip-native-commands is";

    private static final String REPLACED = "an update has replaced it since this program started, say: start the program again";

    /** The one that runs this JVM. */
    static JavaHome own() {
        return new JavaHome(Path.of(System.getProperty("java.home")).toAbsolutePath().normalize());
    }

    Path binary() {
        return path.resolve("bin").resolve(File.separatorChar == '\\' ? "java.exe" : "java");
    }

    /** Whether it is the one that runs this JVM. */
    boolean isOwn() {
        return path.equals(own().path);
    }

    /** Why it starts no worker, and what to do; null where nothing is known against it. */
    @Nullable String refusal() {
        Path binary = binary();
        if (Files.isRegularFile(binary) && Files.isExecutable(binary)) {
            return null;
        }
        if (isOwn() && Files.notExists(path)) {
            return path + ", which this program runs on, does not exist any more; " + REPLACED;
        }
        return binary + (Files.exists(binary) ? " is no program that can be run" : " does not exist")
                + "; javaHome(...) must name a Java installation" + (isOwn() ? STRIPPED : "");
    }

    /**
     * What to do, after what separates that from the words before it, where a JVM of this installation could start no process
     * for want of its own helper, which the JDK's message does not say: it names the program that was to be started. Otherwise
     * nothing.
     */
    String remedy(IOException refusal) {
        if (String.valueOf(refusal.getMessage()).contains("exec spawn helper")) {
            return "; the Java installation " + path + " is not what it was: " + REPLACED;
        }
        Path helper = path.resolve("lib").resolve("jspawnhelper");
        return Files.isExecutable(helper) ? "" : "; " + helper + ", by which Java starts processes, "
                + (Files.exists(helper) ? "may not be executed" : "does not exist") + ": install Java anew, or start the program again"
                + " where that has been done since";
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
