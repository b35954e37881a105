package dev.carom.internal.process;

import dev.carom.WorkerLauncher;
import dev.carom.WorkerOutput;
import dev.carom.internal.text.PrintableText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
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

    private LaunchConfig(Builder from, String pool, int processes) {
        this.pool = pool;
        this.processes = processes;
        javaHome = from.javaHome;
        jvmArgs = from.jvmArgs;
        environment = from.environment;
        environmentAllowList = from.environmentAllowList;
        workingDirectory = from.workingDirectory;
        classPath = from.classPath;
        launcher = from.launcher;
        output = from.output;
        classDataDirectory = from.classDataDirectory();
    }

    /** Everything as for this JVM. */
    public static Builder builder() {
        return new Builder();
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
        if (pool.isBlank() || !PrintableText.isPrintable(pool)) {
            throw new IllegalArgumentException("name must be printable and not be blank, but is \"" + pool + "\"");
        }
        return pool;
    }

    /** Where class-data archives are kept; null: workers do without. */
    public @Nullable Path classDataDirectory() {
        return classDataDirectory;
    }

    /** Collects the options of a {@link LaunchConfig}; each setter checks its value. */
    public static final class Builder {
        private Path javaHome = Path.of(System.getProperty("java.home"));
        private List<String> jvmArgs = List.of();
        private Map<String, String> environment = Map.of();
        private @Nullable Set<String> environmentAllowList;
        private @Nullable Path workingDirectory;
        private @Nullable List<Path> classPath;
        private WorkerLauncher launcher = WorkerLauncher.plain();
        private WorkerOutput output = WorkerOutput.FORWARD;
        private boolean classDataArchive = true;
        private @Nullable Path classDataDirectory;

        private Builder() {}

        /** The JDK or runtime image whose {@code bin/java} runs the workers. */
        public Builder javaHome(Path home) {
            javaHome = absolute(Objects.requireNonNull(home, "javaHome"));
            return this;
        }

        /** Flags for the workers' JVMs, after Carom's own and those mirrored from this JVM; so these win. */
        public Builder jvmArgs(List<String> args) {
            JvmArgs.check(args);
            jvmArgs = List.copyOf(args);
            return this;
        }

        /** Environment variables that are set in workers, over the inherited ones. */
        public Builder environment(Map<String, String> overrides) {
            Map<String, String> copy = Map.copyOf(Objects.requireNonNull(overrides, "environment"));
            copy.forEach((name, value) -> {
                if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException(
                            "environment: a name must not be empty nor contain '=' or NUL, but is \"" + name + "\"");
                }
                if (value.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException("environment: the value of " + name + " contains NUL");
                }
            });
            environment = copy;
            return this;
        }

        /** The only environment variables that workers inherit. */
        public Builder environmentAllowList(List<String> names) {
            for (String name : names) {
                int star = name.indexOf('*');
                if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0 || star >= 0 && star < name.length() - 1) {
                    throw new IllegalArgumentException("environmentAllowList: must hold names, with a '*' at the end at most, but"
                            + " has \"" + name + "\"");
                }
            }
            environmentAllowList = Set.copyOf(names);
            return this;
        }

        public Builder workingDirectory(Path directory) {
            workingDirectory = absolute(Objects.requireNonNull(directory, "workingDirectory"));
            return this;
        }

        /** The class path of the workers in place of this JVM's; Carom's own code is added where it is missing. */
        public Builder classPath(List<Path> entries) {
            if (Objects.requireNonNull(entries, "classPath").isEmpty()) {
                throw new IllegalArgumentException("classPath must not be empty");
            }
            classPath = entries.stream().map(Builder::absolute).map(Builder::single).toList();
            return this;
        }

        private static Path single(Path entry) {
            if (entry.toString().contains(File.pathSeparator)) {
                throw new IllegalArgumentException("classPath: an entry must not contain '" + File.pathSeparator
                        + "', which separates them in the command of a JVM, but one is " + entry + "; name a link to it");
            }
            return entry;
        }

        /** Wraps the command of the JVM; sees it before it is put into a session of its own. */
        public Builder launcher(WorkerLauncher wrapper) {
            launcher = Objects.requireNonNull(wrapper, "launcher");
            return this;
        }

        public Builder output(WorkerOutput target) {
            output = Objects.requireNonNull(target, "output");
            return this;
        }

        /** Whether workers start from an archive of their classes. */
        public Builder classDataArchive(boolean use) {
            classDataArchive = use;
            return this;
        }

        /** Where such archives are kept; by default in the user's cache directory. */
        public Builder classDataDirectory(Path directory) {
            classDataDirectory = absolute(Objects.requireNonNull(directory, "classDataDirectory"));
            return this;
        }

        private static Path absolute(Path path) {
            return path.toAbsolutePath().normalize();
        }

        private @Nullable Path classDataDirectory() {
            if (classDataArchive) {
                return classDataDirectory == null ? ClassArchives.defaultDirectory() : made(classDataDirectory);
            }
            if (classDataDirectory != null) {
                throw new IllegalArgumentException("classDataDirectory (" + classDataDirectory
                        + ") needs classDataArchive(true), the default: without archives nothing is kept there");
            }
            return null;
        }

        private static Path made(Path directory) {
            try {
                new ClassArchives(directory).createDirectory();
                return directory;
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "classDataDirectory (" + directory + ") is no directory, and cannot be made one: " + e, e);
            }
        }

        /** For the pool of that name with that many workers. */
        public LaunchConfig build(String pool, int processes) {
            return new LaunchConfig(this, pool, processes);
        }
    }
}
