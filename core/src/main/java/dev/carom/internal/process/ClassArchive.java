package dev.carom.internal.process;

import dev.carom.WorkerExit;
import dev.carom.internal.process.ClassArchives.CutOff;
import dev.carom.internal.wire.ExitCode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The class-data archive of one pool's workers: their classes, parsed and verified, which a JVM maps instead of doing that
 * again. Where there is none yet, the first worker writes down which classes it loads; once it is ready, a process that
 * runs none of the user's code makes the archive of them, and the workers that start after that use it. Whatever goes wrong
 * costs the archive and nothing else.
 */
final class ClassArchive implements AutoCloseable {

    /** What a worker loads for its first tasks is to be in the archive too. */
    private static final long SETTLING_MILLIS = 1000;

    /** The same where programs have turned out to be too short for the making, time and again. */
    private static final long LONGEST_SETTLING_MILLIS = 10_000;

    /** Where one is being made by another pool: one process at a time makes them. */
    private static final long TURN_MILLIS = 1000;

    /** Far more than it takes where it gets any processor time at all. */
    private static final long LONGEST_SECONDS = 600;

    /** Behind the workers, but not so far that it never ends on a machine that is always busy. */
    private static final String NICENESS = "5";

    private static final String CLASS_LIST = "classes.list";

    /** In each list that is worth keeping. */
    private static final String CAROMS = JavaCommand.WORKER_MAIN.replace('.', '/');

    /** From here on a JVM can link classes ahead, and resolve what they refer to. */
    private static final int LINKS_AHEAD = 24;

    /** From here on only in what a recording was made for, and no more in what a list was. */
    private static final int LINKS_RECORDED = 28;

    /** Keys whose failure was told; once is enough. */
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private final String pool;
    private final ClassArchives archives;
    private final ArchiveKey key;
    private final JavaHome home;
    private final List<String> jvmFlags;
    private final CodePath code;
    private final Path recorded;

    /** What makings of this archive left that were cut off. */
    private final CutOff before;

    /** Where the archive is made. */
    private final Path workplace;

    private final CountDownLatch closed = new CountDownLatch(1);

    /** Guarded by this: the archive; whose classes are in it, 0 for nobody's yet; who makes the archive. */
    private @Nullable Path archive;

    private int recorder;
    private @Nullable Thread maker;

    /** Whether that one has taken processor time for it; the maker's own. */
    private boolean begun;

    /** Those that were started on the archive and are not ready yet; guarded by this. */
    private final Set<Integer> starting = new HashSet<>();

    /**
     * @param jvmFlags those of the workers' JVMs that come before their code
     * @param code what of the workers' code is archived
     * @param record whether workers may write down what they load, where there is no archive yet
     */
    ClassArchive(String pool, ClassArchives archives, JavaHome home, List<String> jvmFlags, CodePath code, Path poolDirectory,
            boolean record) {
        this.pool = pool;
        this.archives = archives;
        this.home = home;
        this.jvmFlags = jvmFlags;
        this.code = code;
        this.recorded = poolDirectory.resolve(CLASS_LIST);
        this.workplace = poolDirectory.resolve("archive");
        this.key = currentKey();
        this.archive = archives.find(key.text()).orElse(null);
        this.before = record && archive == null ? archives.cutOff(key.text()) : CutOff.NEVER;
        if (!record) {
            this.recorder = -1;
        } else if (archive == null && (key.obstacle() != null || archives.isHopeless(key.text()))) {
            this.recorder = -1;
            Log.LOG.log(Level.DEBUG, "pool={0}: no class-data archive is made: {1}", pool,
                    key.obstacle() != null ? key.obstacle() : "that failed within the last day");
        }
    }

    /** The key for the files as they are now. */
    private ArchiveKey currentKey() {
        return ArchiveKey.of(home, jvmFlags, code);
    }

    /** The archive; empty where there is none yet. */
    synchronized Optional<Path> file() {
        return Optional.ofNullable(archive);
    }

    /** The flags for that worker. */
    synchronized List<String> flags(int worker) {
        if (archive != null && Files.exists(archive)) {
            starting.add(worker);
            List<String> flags = new ArrayList<>(List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds=off"));
            if (home.feature() > LINKS_AHEAD) {
                flags.add("-Xlog:aot=off"); // what newer JVMs call it
            }
            return flags;
        }
        if (recorder == 0) {
            recorder = worker;
            return isListed() ? List.of() : List.of("-XX:DumpLoadedClassList=" + recorded);
        }
        return List.of();
    }

    /** Whether the classes are known from an earlier pool. */
    private boolean isListed() {
        return !before.classes().isEmpty();
    }

    /** Whether that worker writes down the classes that it loads. */
    synchronized boolean isRecorded(int worker) {
        return worker == recorder && !isListed();
    }

    /**
     * The worker is ready. Does not block.
     *
     * @param arguments makes what starts a worker's JVM, but for the flags of {@link #flags}
     */
    synchronized void ready(int worker, Supplier<String> arguments) {
        starting.remove(worker);
        if (worker == recorder && maker == null && closed.getCount() > 0) {
            Thread thread = new Thread(() -> make(arguments), "carom-" + pool + "-archive");
            thread.setDaemon(true);
            maker = thread;
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                Log.LOG.log(Level.DEBUG, "pool={0}: no thread can be started to make a class-data archive: {1}", pool, e);
            }
        }
    }

    /** The worker's process has ended. If it crashed before it was ready, what is in the archive may be the reason. */
    synchronized void ended(int worker, WorkerExit how) {
        Path suspect = archive;
        if (starting.remove(worker) && how == WorkerExit.NATIVE_CRASH && suspect != null) {
            archive = null;
            recorder = -1;
            Log.LOG.log(Level.INFO, "pool={0}: a worker crashed at its start; the class-data archive {1} is deleted, as it may be"
                    + " the reason", pool, suspect);
            try {
                Files.deleteIfExists(suspect);
            } catch (IOException e) {
                Log.LOG.log(Level.DEBUG, "cannot delete {0}: {1}", suspect, e);
            }
        }
    }

    private void make(Supplier<String> arguments) {
        try {
            long wait = settling();
            do {
                if (closed.await(wait, TimeUnit.MILLISECONDS)) {
                    cutOff();
                    return;
                }
                wait = TURN_MILLIS;
            } while (!publish(arguments));
        } catch (IOException | RuntimeException e) {
            if (closed.getCount() > 0) {
                failed(e.toString());
            } else {
                cutOff();
            }
        } catch (InterruptedException e) {
            cutOff();
        } catch (OutOfMemoryError e) { // of this JVM, and so no fault of the archive's
            Log.LOG.log(Level.INFO, "pool={0}: no class-data archive is made: {1}", pool, e + Shortage.remedy(e));
        }
    }

    /** Not at all where the classes are known; twice as long each time, so that programs of any length waste little. */
    private long settling() {
        int doublings = Math.min(Math.max(before.times() - 2, 0), 10);
        return isListed() ? 0 : Math.min(SETTLING_MILLIS << doublings, LONGEST_SETTLING_MILLIS);
    }

    /** The pool ended too soon. */
    private void cutOff() {
        Thread.interrupted(); // which has done what it was for
        Log.LOG.log(Level.DEBUG, "pool={0} ended before its class-data archive was made", pool);
        try {
            if (before.times() == 0) {
                String classes = completeLines(Files.readString(recorded, StandardCharsets.ISO_8859_1));
                if (classes.contains(CAROMS)) { // otherwise the worker had no time to write
                    archives.keep(key.text(), new CutOff(1, classes));
                }
            } else if (begun) {
                archives.keep(key.text(), new CutOff(before.times() + 1, ""));
            }
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "pool={0}: its list of classes cannot be kept: {1}", pool, e);
        }
    }

    /** Returns whether it is over; not where others make one. */
    private boolean publish(Supplier<String> arguments) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path made = archives.make(key.text(), file -> makeAlone(file, arguments));
        if (made != null) {
            synchronized (this) {
                archive = made;
            }
            Log.LOG.log(Level.DEBUG, "pool={0}: made the class-data archive {1} in {2} ms", pool, made,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
        return made != null || begun;
    }

    private boolean makeAlone(Path file, Supplier<String> arguments) throws IOException, InterruptedException {
        begun = true;
        Files.createDirectory(workplace);
        try {
            Path list = workplace.resolve(CLASS_LIST);
            return list(list) && dump(list, file, arguments.get());
        } finally {
            Deletion.of(workplace);
        }
    }

    /** The worker may be writing on. */
    private static String completeLines(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    /** Writes the list of classes to archive. */
    private boolean list(Path list) throws IOException, InterruptedException {
        String text = isListed() ? before.classes() : completeLines(Files.readString(recorded, StandardCharsets.ISO_8859_1));
        Files.writeString(list, text, StandardCharsets.ISO_8859_1);
        if (!linksAhead()) {
            return true;
        }
        CodePath linkedAhead = code.startedBy(LinkedAhead.class.getName(), JavaCommand.WORKER_MAIN);
        return run(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(argumentFile("linked-ahead.args", linkedAhead.arguments()), list.toString()), 0);
    }

    private boolean linksAhead() {
        return home.feature() >= LINKS_AHEAD && home.feature() < LINKS_RECORDED;
    }

    private String argumentFile(String name, List<String> arguments) throws IOException {
        return "@" + Files.write(workplace.resolve(name), ArgFile.bytes(arguments));
    }

    /** Makes the archive, and starts a worker on it that must have it, and leaves as nobody invites it. */
    private boolean dump(Path list, Path file, String worker) throws IOException, InterruptedException {
        List<String> dump = new ArrayList<>(List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + file, "-Xlog:disable", "-Xlog:all=error:stderr"));
        if (linksAhead()) {
            dump.add("-XX:+AOTClassLinking");
        }
        List<String> archived = new ArrayList<>(jvmFlags);
        archived.addAll(code.arguments());
        return run(dump, List.of(argumentFile("dump.args", archived)), 0)
                && Files.exists(file)
                && run(List.of("-Xshare:on", "-XX:SharedArchiveFile=" + file), List.of(worker), ExitCode.HANDSHAKE)
                && key.text().equals(currentKey().text()); // JDK 17 keeps the loader of a record whose equals it linked
    }

    private boolean run(List<String> flags, List<String> arguments, int expected) throws IOException, InterruptedException {
        Path output = workplace.resolve("output");
        List<String> command = new ArrayList<>(WorkerSession.prefix());
        Programs.find("nice").ifPresent(nice -> command.addAll(List.of(nice.toString(), "-n", NICENESS)));
        command.add(home.binary().toString());
        command.add("-XX:ErrorFile=" + workplace.resolve("crash"));
        command.addAll(flags);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        WorkerEnvironment.withoutFlags(builder.environment());
        Process process = Starts.of(builder);
        process.getOutputStream().close();
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                Log.LOG.log(Level.DEBUG, "pool={0}: no class-data archive was made within {1} s", pool, LONGEST_SECONDS);
                return false;
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        if (process.exitValue() != expected) {
            failed("exit code " + process.exitValue() + ": " + lastLines(output));
        }
        return process.exitValue() == expected;
    }

    private static String lastLines(Path output) throws IOException {
        try (Stream<String> lines = Files.lines(output, StandardCharsets.ISO_8859_1)) {
            List<String> all = lines.toList();
            return String.join("; ", all.subList(Math.max(0, all.size() - 3), all.size()));
        }
    }

    private void failed(String reason) {
        archives.fail(key.text());
        if (TOLD.add(key.text())) {
            Log.LOG.log(Level.INFO, "pool={0}: no class-data archive could be made, so workers start as without one ({1});"
                    + " classDataArchive(false) does without", pool, reason);
        }
    }

    /** Ends the making of an archive, and waits until nothing of it is left. Idempotent. */
    @Override
    public void close() {
        Thread making;
        synchronized (this) {
            closed.countDown();
            making = maker;
        }
        if (making == null) {
            return;
        }
        making.interrupt();
        try {
            making.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
