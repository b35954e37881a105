package dev.carom.internal.process;

import dev.carom.WorkerExit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command that starts a worker's JVM: {@code java -XX:ErrorFile=... [archive] @arguments socket}. Later flags win over earlier
 * ones; they come in the order Carom's, mirrored from this JVM, the user's.
 */
final class JavaCommand {
    static final String WORKER_MAIN = "dev.carom.internal.child.WorkerMain";
    private static final String ARGUMENT_FILE = "worker.args";

    /**
     * Classes whose methods are not inlined. They call each other for each task and are hot all at once, and so would be compiled
     * again with each caller: half of what the compilers of a young worker do.
     */
    static final List<String> COMPILED_APART = List.of(
            "dev.carom.internal.child.TaskLoop", "dev.carom.internal.child.Outbox", "dev.carom.internal.wire.FrameReader",
            "dev.carom.internal.codec.PayloadReader");

    /**
     * What G1 and newer collectors set, and the serial one does not: without it no exception is raised in a compiled loop that
     * only counts, and no stack of it is looked at, until it ends.
     */
    static final List<String> LOOP_SAFEPOINTS = List.of("-XX:+UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=1000");

    /**
     * The serial collector keeps what it grew its heap by. By itself it gives most of that back after a full collection, and one
     * large payload is what brings the next: each would have its memory from the system, page by page.
     */
    static final String KEPT_HEAP = "-XX:MaxHeapFreeRatio=100";

    /**
     * As {@code HeapGuard} of the worker reads it. The serial collector of 17 collects the old generation when that is full; after
     * 21 it grows first, to the limit of the heap.
     */
    static final String COLLECTS_BETWEEN_TASKS = "-Dcarom.collectBetweenTasks=true";

    private final JavaHome home;
    private final PoolDirectory directory;
    private final CodePath code;
    private final byte[] argumentFile;
    private final @Nullable ClassArchive archive;

    private JavaCommand(
            JavaHome home,
            PoolDirectory directory,
            CodePath code,
            byte[] argumentFile,
            @Nullable ClassArchive archive) {
        this.home = home;
        this.directory = directory;
        this.code = code;
        this.argumentFile = argumentFile;
        this.archive = archive;
    }

    static JavaCommand of(LaunchConfig config, PoolDirectory directory, String mainClass) {
        ParentCode code = new ParentCode(JavaCommand.class, mainClass, directory.path().resolve("lib"));
        JavaHome home = new JavaHome(config.javaHome());
        Path archives = config.launcher().user() == null ? config.classDataDirectory() : null; // another user cannot read them
        Path own = archives == null ? null : code.own();
        CodePath found = code.find(config.classPath());
        CodePath path = own == null ? found : ArchivedPath.ownJarFirst(found, own);
        check(config, path);
        checkNames(config, path, home, directory);
        List<String> flags = flags(config, home, HostLimits.current(), MirroredFlags.current(home), path);
        List<String> arguments = new ArrayList<>(flags);
        arguments.addAll(path.arguments());
        ClassArchive archive = archives == null
                ? null
                : new ClassArchive(config.pool(), new ClassArchives(archives), home, flags,
                        own == null ? path : ArchivedPath.of(path, own), directory.path(), !config.launcher().isolates());
        return new JavaCommand(home, directory, path, ArgFile.bytes(arguments), archive);
    }

    private static void check(LaunchConfig config, CodePath path) {
        if (config.classPath() != null) {
            ClassPathGaps.report(config.pool(), config.classPath());
        }
        if (!path.modulePath().isEmpty() && new JvmArgs(config.jvmArgs()).nameModulePath()) {
            throw new IllegalArgumentException("jvmArgs: --module-path would be overridden by that of this program, which is its"
                    + " workers' too; put the modules there, or name all code by classPath(...)");
        }
    }

    private static void checkNames(LaunchConfig config, CodePath path, JavaHome home, PoolDirectory directory) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return;
        }
        Map<String, String> environment = new HashMap<>(System.getenv());
        WorkerEnvironment.choose(config, environment);
        List<String> files = new ArrayList<>(path.classPath());
        files.addAll(path.modulePath());
        files.add(home.path().toString());
        files.add(directory.path().toString());
        String charset = System.getProperty("sun.jnu.encoding", "");
        String obstacle = FileNames.obstacle(charset, System.getenv(), environment, files);
        if (obstacle != null) {
            throw new IllegalArgumentException(obstacle);
        }
    }

    /** What the argument file holds before the code. */
    static List<String> flags(
            LaunchConfig config, JavaHome home, HostLimits limits, List<String> mirrored, CodePath code) {
        JvmArgs user = new JvmArgs(config.jvmArgs());
        List<String> arguments = new ArrayList<>();
        if (!user.chooseCollector()) {
            arguments.add("-XX:+UseSerialGC");
        }
        if (!user.chooseAnotherCollector()) {
            arguments.add(KEPT_HEAP);
            if (home.feature() > 21) {
                arguments.add(COLLECTS_BETWEEN_TASKS);
            }
        }
        if (home.hasServerCompiler() && !user.chooseAnotherCollector() && !user.chooseLoopSafepoints()) {
            arguments.addAll(LOOP_SAFEPOINTS);
        }
        if (!user.sizeHeap()) {
            arguments.add("-Xms" + (limits.firstHeapOf(config.processes()) >> 10) + "k");
            if (!user.chooseAnotherCollector()) {
                arguments.add("-XX:NewSize=" + (HostLimits.FIRST_YOUNG >> 10) + "k");
            }
            arguments.add("-Xmx" + (limits.heapOf(config.processes()) >> 10) + "k");
        }
        if (!user.sizeProcessors()) {
            arguments.add("-XX:ActiveProcessorCount=" + limits.processorsOf(config.processes()));
        }
        arguments.add("-XX:+ExitOnOutOfMemoryError");
        arguments.add("-XX:-UsePerfData");
        arguments.add("-XX:CompileCommand=quiet");
        COMPILED_APART.forEach(type -> arguments.add("-XX:CompileCommand=dontinline," + type + "::*"));
        addNativeAccess(arguments, home, user, new JvmArgs(mirrored), code);
        arguments.addAll(mirrored);
        arguments.addAll(config.jvmArgs());
        return arguments;
    }

    /**
     * From 24 on the JVM prints a warning to every worker's output where native code (JNA) is loaded without this, which adds to
     * what this program allows its own modules. What it or the user forbids stays forbidden.
     */
    private static void addNativeAccess(
            List<String> arguments, JavaHome home, JvmArgs user, JvmArgs mirrored, CodePath code) {
        if (home.feature() >= 24 && !user.mentionNativeAccess() && !mirrored.judgeNativeAccess()) {
            arguments.add("--enable-native-access=" + (code.isModular() ? "com.sun.jna" : "ALL-UNNAMED"));
        }
    }

    /** The command for that worker. */
    List<String> of(int worker, Path socket) {
        List<String> command = new ArrayList<>();
        command.add(home.binary().toString());
        command.add("-XX:ErrorFile=" + CrashReport.pattern(directory.of(worker)));
        if (archive != null) {
            command.addAll(archive.flags(worker));
        }
        command.add(argumentFile());
        command.add(socket.toString());
        return command;
    }

    private String argumentFile() {
        return "@" + directory.restore(ARGUMENT_FILE, argumentFile);
    }

    /** What a worker must be able to read for that command. */
    Set<Path> readable() {
        Set<Path> files = new LinkedHashSet<>();
        files.add(home.path());
        files.add(directory.path().resolve(ARGUMENT_FILE));
        code.classPath().forEach(entry -> files.add(ClassPathGaps.place(Path.of(entry))));
        code.modulePath().forEach(entry -> files.add(Path.of(entry)));
        if (archive != null) {
            archive.file().ifPresent(files::add);
        }
        return files;
    }

    /** Whether that worker writes down the classes that it loads. */
    boolean isRecorded(int worker) {
        return archive != null && archive.isRecorded(worker);
    }

    /** That worker is ready. Does not block. */
    void ready(int worker) {
        if (archive != null) {
            archive.ready(worker, this::argumentFile);
        }
    }

    /** That worker's process has ended. */
    void ended(int worker, WorkerExit how) {
        if (archive != null) {
            archive.ended(worker, how);
        }
    }

    /** Ends what runs beside the workers. Idempotent. */
    void close() {
        if (archive != null) {
            archive.close();
        }
    }
}
