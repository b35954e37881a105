package dev.carom.internal.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that starts a worker's JVM: {@code java -XX:ErrorFile=... @arguments socket}. Later flags win over earlier
 * ones; they come in the order Carom's, mirrored from this JVM, the user's.
 */
final class JavaCommand {
    static final String WORKER_MAIN = "dev.carom.internal.child.WorkerMain";
    private static final String ARGUMENT_FILE = "worker.args";

    private final JavaHome home;
    private final PoolDirectory directory;
    private final byte[] argumentFile;

    private JavaCommand(JavaHome home, PoolDirectory directory, byte[] argumentFile) {
        this.home = home;
        this.directory = directory;
        this.argumentFile = argumentFile;
    }

    static JavaCommand of(LaunchConfig config, PoolDirectory directory, String mainClass) {
        ParentCode code = new ParentCode(JavaCommand.class, mainClass, directory.path().resolve("lib"));
        JavaHome home = new JavaHome(config.javaHome());
        List<String> arguments = arguments(
                config, home, HostLimits.current(), MirroredFlags.current(home), code.find(config.classPath()));
        return new JavaCommand(home, directory, ArgFile.bytes(arguments));
    }

    /** What the argument file holds. */
    static List<String> arguments(
            LaunchConfig config, JavaHome home, HostLimits limits, List<String> mirrored, CodePath code) {
        JvmArgs user = new JvmArgs(config.jvmArgs());
        List<String> arguments = new ArrayList<>();
        if (!user.chooseCollector()) {
            arguments.add("-XX:+UseSerialGC");
        }
        if (!user.sizeHeap()) {
            arguments.add("-Xmx" + (limits.heapOf(config.processes()) >> 10) + "k");
        }
        if (!user.sizeProcessors()) {
            arguments.add("-XX:ActiveProcessorCount=" + limits.processorsOf(config.processes()));
        }
        arguments.add("-XX:+ExitOnOutOfMemoryError");
        arguments.add("-XX:-UsePerfData");
        addNativeAccess(arguments, home, user, new JvmArgs(mirrored), code);
        arguments.addAll(mirrored);
        arguments.addAll(config.jvmArgs());
        arguments.addAll(code.arguments());
        return arguments;
    }

    /** From 24 on the JVM prints a warning to every worker's output where native code (JNA) is loaded without this. */
    private static void addNativeAccess(
            List<String> arguments, JavaHome home, JvmArgs user, JvmArgs mirrored, CodePath code) {
        if (home.feature() >= 24 && !user.mentionNativeAccess() && !mirrored.mentionNativeAccess()) {
            arguments.add("--enable-native-access=" + (code.isModular() ? "com.sun.jna" : "ALL-UNNAMED"));
        }
    }

    /** The command for that worker. */
    List<String> of(int worker, Path socket) {
        Path file = directory.restore(ARGUMENT_FILE, argumentFile);
        return List.of(
                home.binary().toString(),
                "-XX:ErrorFile=" + CrashReport.pattern(directory.path(), worker),
                "@" + file,
                socket.toString());
    }
}
