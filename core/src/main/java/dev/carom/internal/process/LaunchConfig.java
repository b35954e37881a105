package dev.carom.internal.process;

import dev.carom.WorkerLauncher;
import dev.carom.WorkerOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the workers of one pool are launched. Immutable; every value was checked when it was set. */
public final class LaunchConfig {
    private final String pool;
    private final int processes;
    private final Path javaHome;
    private final List<String> jvmArgs;
    private final Map<String, String> environment;
    private final @Nullable Set<String> environmentAllowList;
    private final @Nullable Path workingDirectory;
    private final @Nullable List<Path> classPath;
    private final WorkerLauncher launcher;
    private final WorkerOutput output;
    private final @Nullable Path classDataDirectory;

    private LaunchConfig(Builder from) {
        pool = from.pool;
        processes = from.processes;
        javaHome = from.javaHome;
        jvmArgs = List.copyOf(from.jvmArgs);
        environment = Map.copyOf(from.environment);
        environmentAllowList = from.environmentAllowList == null ? null : Set.copyOf(from.environmentAllowList);
        workingDirectory = from.workingDirectory;
        classPath = from.classPath == null ? null : List.copyOf(from.classPath);
        launcher = from.launcher;
        output = from.output;
        classDataDirectory = from.classDataArchive ? from.classDataDirectory : null;
    }

    /** A configuration for the pool of that name with that many workers; the rest is as for this JVM. */
    public static Builder builder(String pool, int processes) {
        return new Builder(pool, processes);
    }

    public String pool() {
        return pool;
    }

    /** Between how many workers heap and processors are divided. */
    public int processes() {
        return processes;
    }

    public Path javaHome() {
        return javaHome;
    }

    public List<String> jvmArgs() {
        return jvmArgs;
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** The variables that workers inherit, names or beginnings of names with a {@code *}; null: all of them. */
    public @Nullable Set<String> environmentAllowList() {
        return environmentAllowList == null ? launcher.inheritedVariables() : environmentAllowList;
    }

    /** Where workers run; null: where this JVM runs. */
    public @Nullable Path workingDirectory() {
        return workingDirectory;
    }

    /** The workers' class path; null: that of this JVM. */
    public @Nullable List<Path> classPath() {
        return classPath;
    }

    public WorkerLauncher launcher() {
        return launcher;
    }

    public WorkerOutput output() {
        return output;
    }

    /** Returns the name; throws unless it can be printed. */
    public static String checkName(String pool) {
        if (pool.isBlank() || hasControlCharacter(pool)) {
            throw new IllegalArgumentException("name must be printable and not be blank, but is \"" + pool + "\"");
        }
        return pool;
    }

    private static boolean hasControlCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the flags; throws where one of them would keep a worker from starting. */
    public static List<String> checkJvmArgs(List<String> args) {
        JvmArgs.check(args);
        return args;
    }

    /** Returns the variables; throws where one of them is not possible. */
    public static Map<String, String> checkEnvironment(Map<String, String> overrides) {
        overrides.forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "environment: a name must not be empty nor contain '=' or NUL, but is \"" + name + "\"");
            }
            if (value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("environment: the value of " + name + " contains NUL");
            }
        });
        return overrides;
    }

    /** Returns the names; throws where one of them is not possible. */
    public static Set<String> checkAllowList(List<String> names) {
        for (String name : names) {
            int star = name.indexOf('*');
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0 || star >= 0 && star < name.length() - 1) {
                throw new IllegalArgumentException("environmentAllowList: must hold names, with a '*' at the end at most, but"
                        + " has \"" + name + "\"");
            }
        }
        return new LinkedHashSet<>(names);
    }

    /** Where class-data archives are kept; null: workers do without. */
    public @Nullable Path classDataDirectory() {
        return classDataDirectory;
    }

    /** Collects the options of a {@link LaunchConfig}; each setter checks its value. */
    public static final class Builder {
        private final String pool;
        private final int processes;
        private Path javaHome = Path.of(System.getProperty("java.home"));
        private List<String> jvmArgs = List.of();
        private Map<String, String> environment = Map.of();
        private @Nullable Set<String> environmentAllowList;
        private @Nullable Path workingDirectory;
        private @Nullable List<Path> classPath;
        private WorkerLauncher launcher = WorkerLauncher.plain();
        private WorkerOutput output = WorkerOutput.FORWARD;
        private boolean classDataArchive = true;
        private @Nullable Path classDataDirectory = ClassArchives.defaultDirectory();

        private Builder(String pool, int processes) {
            checkName(pool);
            if (processes < 1) {
                throw new IllegalArgumentException("processes: must be at least 1, but is " + processes);
            }
            this.pool = pool;
            this.processes = processes;
        }

        /** The JDK or runtime image whose {@code bin/java} runs the workers. */
        public Builder javaHome(Path home) {
            javaHome = home.toAbsolutePath().normalize();
            return this;
        }

        /** Flags for the workers' JVMs, after Carom's own and those mirrored from this JVM; so these win. */
        public Builder jvmArgs(List<String> args) {
            jvmArgs = List.copyOf(checkJvmArgs(args));
            return this;
        }

        /** Environment variables that are set in workers, over the inherited ones. */
        public Builder environment(Map<String, String> overrides) {
            checkEnvironment(overrides);
            environment = new LinkedHashMap<>(overrides);
            return this;
        }

        /** The only environment variables that workers inherit. */
        public Builder environmentAllowList(Set<String> names) {
            environmentAllowList = checkAllowList(List.copyOf(names));
            return this;
        }

        public Builder workingDirectory(Path directory) {
            workingDirectory = directory.toAbsolutePath().normalize();
            return this;
        }

        /** The class path of the workers in place of this JVM's; Carom's own code is added where it is missing. */
        public Builder classPath(List<Path> entries) {
            if (entries.isEmpty()) {
                throw new IllegalArgumentException("classPath: must name at least one entry");
            }
            classPath = entries.stream().map(entry -> entry.toAbsolutePath().normalize()).toList();
            return this;
        }

        /** Wraps the command of the JVM; sees it before it is put into a session of its own. */
        public Builder launcher(WorkerLauncher wrapper) {
            launcher = Objects.requireNonNull(wrapper);
            return this;
        }

        public Builder output(WorkerOutput target) {
            output = Objects.requireNonNull(target);
            return this;
        }

        /** Whether workers start from an archive of their classes. */
        public Builder classDataArchive(boolean use) {
            classDataArchive = use;
            return this;
        }

        /** Where such archives are kept; by default in the user's cache directory. */
        public Builder classDataDirectory(Path directory) {
            classDataDirectory = directory.toAbsolutePath().normalize();
            return this;
        }

        public LaunchConfig build() {
            return new LaunchConfig(this);
        }
    }
}
