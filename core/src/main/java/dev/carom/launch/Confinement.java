package dev.carom.launch;

import dev.carom.WorkerLauncher;
import dev.carom.error.LaunchException;
import dev.carom.internal.process.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Workers that can do less than this process: with limits of the operating system, as another user, in a sandbox. Linux
 * only. What each of the three presets does <em>not</em> stop stands in docs/contexts.md.
 *
 * <p>Immutable; each method gives another one. Whatever one needs is tried out when it is made: where a program, a
 * permission or a feature of the kernel is missing, {@link LaunchException} says which and what to do about it. Nothing is
 * left out silently. That takes some milliseconds.
 */
public final class Confinement implements WorkerLauncher {
    /** What a JVM and the programs it starts need to find their way; nothing in it is secret. */
    private static final Set<String> HARMLESS_VARIABLES = Set.of("PATH", "LANG", "LANGUAGE", "LC_*", "TZ");

    private static final List<String> SESSION = List.of("setsid");
    private static final List<String> DEATH_SIGNAL = List.of("setpriv", "--pdeathsig", "KILL");

    private final ResourceLimits limits;
    private final @Nullable OtherUser user;
    private final @Nullable Sandbox sandbox;

    private Confinement(ResourceLimits limits, @Nullable OtherUser user, @Nullable Sandbox sandbox) {
        this.limits = limits;
        this.user = user;
        this.sandbox = sandbox;
        tryOut();
    }

    /**
     * For code that may do whatever this process may: as {@link WorkerLauncher#plain}, but refused where there is no
     * {@code setsid} and {@code setpriv}, by which all that a worker started is found, and dies with this process.
     */
    public static Confinement trusted() {
        return new Confinement(ResourceLimits.NONE, null, null);
    }

    /**
     * For code that may go wrong but means no harm: no core dumps, 1024 open files, files up to 1 GiB, niceness 5; the rest as
     * {@link #trusted}.
     */
    public static Confinement limited() {
        return new Confinement(ResourceLimits.USUAL, null, null);
    }

    /**
     * For code that is not trusted: as {@link #limited}, and in a sandbox made by {@code bwrap}. It sees the system's
     * programs, the Java installation and its own code, all read-only; a {@code /tmp} of its own in memory, 256 MiB at most;
     * no network, no process outside, no other file; of the environment {@code PATH}, {@code LANG}, {@code LANGUAGE}, {@code LC_*}
     * and {@code TZ}. Its working directory is {@code /tmp}; one that was set is there read-only.
     *
     * <p>What it returns is decoded by this process: see {@code allowedResultClasses}.
     */
    public static Confinement sandboxed() {
        return new Confinement(ResourceLimits.USUAL, null, Sandbox.STRICT);
    }

    // ---- limits of the operating system, for each process; they cannot be raised again from inside

    /** How many files may be open at a time; from 64, as a JVM needs some. */
    public Confinement openFiles(int most) {
        return with(limits.openFiles(most));
    }

    /** How large the dump of a process that crashed may be, in bytes; from 0, for none. */
    public Confinement coreSize(long bytes) {
        return with(limits.coreSize(bytes));
    }

    /** How large a file may become, in bytes; from 1 MiB. What would write on gets an {@code IOException}. */
    public Confinement fileSize(long bytes) {
        return with(limits.fileSize(bytes));
    }

    /**
     * How much processor time a worker may use in its life, all its threads together; from 1 s, in whole seconds. It is killed
     * by SIGXCPU then, whatever it is doing; it counts as crashed. For limits of single tasks there is {@code timeout}.
     */
    public Confinement cpuTime(Duration most) {
        return with(limits.cpuTime(most));
    }

    /** How far workers stand back behind other processes; 0 to 19, where 0 is as this process. */
    public Confinement nice(int niceness) {
        return with(limits.nice(niceness));
    }

    private Confinement with(ResourceLimits other) {
        return new Confinement(other, user, sandbox);
    }

    // ---- another user

    /**
     * Runs workers as that user (a name or number), in his groups, with no way to become another one. Needs root. He must be
     * able to read the Java installation and the code; that is looked at before each start. Of the environment workers get
     * what {@link #sandboxed} ones do.
     */
    public Confinement user(String name) {
        return new Confinement(limits, OtherUser.of(name), sandbox);
    }

    // ---- what a sandbox lets through

    /** Further files and directories that workers may read, under the same names. They must exist. */
    public Confinement readable(Path... paths) {
        return with(sandbox("readable").alsoReadable(List.of(paths)));
    }

    /** Further files and directories that workers may read and write, under the same names. They must exist. */
    public Confinement writable(Path... paths) {
        return with(sandbox("writable").alsoWritable(List.of(paths)));
    }

    /** Whether workers may use the network. If so, all of it, this machine's own services included. */
    public Confinement network(boolean allow) {
        return with(sandbox("network").network(allow));
    }

    /** How much {@code /tmp} may hold, in bytes; from 1 MiB. It is memory of the machine. */
    public Confinement temporarySpace(long bytes) {
        return with(sandbox("temporarySpace").temporarySpace(bytes));
    }

    private Confinement with(Sandbox other) {
        return new Confinement(limits, user, other);
    }

    private Sandbox sandbox(String option) {
        if (sandbox == null) {
            throw new IllegalStateException(option + "(...) opens a sandbox, and this has none: begin with sandboxed()");
        }
        return sandbox;
    }

    // ---- as a launcher

    @Override
    public List<String> command(Launch launch) {
        List<String> command = prefix();
        if (user != null) {
            user.requireReadable(launch.readable());
        }
        if (sandbox != null) {
            command.addAll(sandbox.words());
            command.addAll(sandbox.words(launch));
        }
        command.addAll(launch.java());
        return command;
    }

    @Override
    public @Nullable String user() {
        return user == null ? null : user.uid();
    }

    @Override
    public boolean isolates() {
        return user != null || sandbox != null;
    }

    @Override
    public @Nullable Set<String> inheritedVariables() {
        return isolates() ? HARMLESS_VARIABLES : null;
    }

    /** What stands before a sandbox, in this order: limits first, as another user may not raise his niceness again. */
    private List<String> prefix() {
        List<String> words = new ArrayList<>(limits.words());
        if (user != null) {
            words.addAll(user.words());
        }
        return words;
    }

    private void tryOut() {
        attempt(SESSION);
        attempt(DEATH_SIGNAL);
        attempt(limits.words());
        if (user != null) {
            attempt(user.words());
        }
        if (sandbox != null) {
            List<String> words = prefix();
            words.addAll(sandbox.words());
            attempt(words);
        }
    }

    private static void attempt(List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(words);
        command.add("true");
        Programs.Attempt attempt = Programs.attempt(command);
        if (!attempt.succeeded()) {
            throw new LaunchException(Remedy.of(words, Objects.requireNonNull(attempt.failure())), null);
        }
    }

    @Override
    public String toString() {
        return "Confinement[" + limits + ", user=" + user() + ", sandbox=" + sandbox + "]";
    }
}
