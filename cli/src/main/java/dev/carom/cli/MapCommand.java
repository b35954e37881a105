package dev.carom.cli;

import dev.carom.ProcessPool;
import dev.carom.cli.run.Console;
import dev.carom.cli.run.DelimitedInputs;
import dev.carom.cli.run.InputSource;
import dev.carom.cli.run.MapOptions;
import dev.carom.cli.run.Session;
import dev.carom.cli.task.TaskCode;
import dev.carom.cli.task.TaskSpec;
import dev.carom.cli.text.DurationText;
import dev.carom.cli.text.SizeText;
import java.io.FileInputStream;
import java.io.FileDescriptor;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code carom map}, checked. */
@Command(
        name = "map",
        mixinStandardHelpOptions = true,
        versionProvider = CaromCommand.Version.class,
        sortOptions = false,
        usageHelpWidth = 80,
        usageHelpAutoWidth = false,
        header = "Applies a Java function to many inputs, in a pool of processes.",
        synopsisHeading = "%nUsage: ",
        descriptionHeading = "%n",
        description = {
            "Results go to stdout, one a line; everything else, what the function prints too, goes to stderr. A function"
                    + " that returns nothing or null prints no line."
        },
        parameterListHeading = "%n",
        footerHeading = "%nExit status:%n",
        footer = {
            "    0  all inputs succeeded",
            "    1  some failed, or the run could not be brought to its end",
            "    2  wrong usage, or processes cannot start; nothing was run",
            "  129  after SIGHUP, which ends all at once",
            "  130  after Ctrl-C: the first lets running inputs end, the second kills them",
            "  141  stdout was closed, as by 'head'",
            "  143  after SIGTERM, which does what Ctrl-C does",
            "",
            "Example:",
            "  find . -name '*.jar' -print0 |",
            "    carom map -0 --timeout 10s examples/tasks/JarStats.java"
        })
final class MapCommand implements Callable<Integer> {
    enum Output {
        text,
        json
    }

    enum ProgressBar {
        auto,
        always,
        never
    }

    @Parameters(index = "0", paramLabel = "TASK", description = {
        "The function: a Java source file with one public static method of one String or Path"
                + " (File.java::method where there are several), or class::method from --class-path."
    })
    private String task = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "INPUT", description = {
        "The inputs; without any they are read from stdin, one a line (an empty line is an empty input)."
                + " Inputs that begin with '-' go after '--'."
    })
    private List<String> inputs = List.of();

    @Option(names = {"-0", "--null"}, description = "Inputs on stdin are ended by NUL instead of line ends.")
    private boolean nul;

    @Option(names = {"-j", "--jobs"}, paramLabel = "N", description = "Processes; from 1. Default: one for each processor.")
    private @Nullable Integer jobs;

    @Option(names = "--timeout", paramLabel = "TIME", converter = DurationConverter.class, description = {
        "Hard limit for each attempt: its process is killed. A duration such as 500ms, 30s, 2m or 1h30m. Default: none."
    })
    private @Nullable Duration timeout;

    @Option(names = "--soft-timeout", paramLabel = "TIME", converter = DurationConverter.class, description = {
        "Soft limit: SoftTimeLimitExceededException is raised in the function. Below the hard one. Default: none."
    })
    private @Nullable Duration softTimeout;

    @Option(names = "--max-tasks-per-child", paramLabel = "N", description = {
        "Inputs after which a process is replaced; from 1. Default: never."
    })
    private @Nullable Integer maxTasksPerChild;

    @Option(names = "--max-memory", paramLabel = "SIZE", converter = SizeConverter.class, description = {
        "Resident memory above which a process is killed: 512M, 2G. Its heap gets three quarters of that. Default: any."
    })
    private @Nullable Long maxMemory;

    @Option(names = "--retries", paramLabel = "N", description = {
        "Further attempts after any failure, time limits and lost processes too; from 0. Default: 0."
    })
    private int retries;

    @ArgGroup
    private @Nullable Order order;

    static final class Order {
        @Option(names = "--ordered", required = true, description = "Results in the order of the inputs.")
        private boolean ordered;

        @Option(names = "--unordered", required = true, description = {
            "Results as they come. The default, as nothing waits for a slow input."
        })
        private boolean unordered;
    }

    @Option(names = "--output", paramLabel = "FORM", description = {
        "text: the result's text; failures go to stderr. json: one object for each input, failures too. Default: text."
    })
    private Output output = Output.text;

    @Option(names = "--tag", description = {
        "The input and a tab before each line of a text result, to tell whose it is; its tabs and line ends are written as"
                + " \\t and \\n."
    })
    private boolean tag;

    @Option(names = "--job-log", paramLabel = "FILE", description = {
        "Writes a line for each input that ended: seq, start (ms since 1970), millis, pid, attempt, status, input, message."
                + " A file that is no job log is left alone."
    })
    private @Nullable Path jobLog;

    @Option(names = "--resume", description = "Skips the inputs that succeeded according to --job-log, and continues it.")
    private boolean resume;

    @Option(names = "--fail-fast", description = {
        "Takes no new inputs after the first failure; those that run end. Default: goes on."
    })
    private boolean failFast;

    @Option(names = "--jvm-arg", paramLabel = "ARG", description = {
        "A flag for the processes' JVMs, as --jvm-arg=-Xmx1g. Repeatable."
    })
    private List<String> jvmArgs = List.of();

    @Option(names = {"--class-path", "-cp"}, paramLabel = "PATH", description = {
        "Jars and directories for the function, separated as for java; dir/* means the jars in dir. Repeatable."
                + " Annotation processors in them are not run."
    })
    private List<String> classPath = List.of();

    @Option(names = "--progress", paramLabel = "WHEN", description = {
        "A progress bar on stderr: auto (where that is a terminal), always or never. Default: auto."
    })
    private ProgressBar progress = ProgressBar.auto;

    /** Bytes that a process takes at least, before it does anything. */
    private static final long LEAST_MEMORY = 20 << 20;

    private final Session session;

    MapCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        MapOptions options = options();
        TaskCode code = TaskSpec.resolve(task, TaskSpec.classPath(classPath), options.json());
        InputSource source = inputs.isEmpty()
                ? new DelimitedInputs(new FileInputStream(FileDescriptor.in), nul)
                : InputSource.of(inputs);
        if (inputs.isEmpty() && Console.readsTerminal()) {
            session.console().stream().println("carom: there are no inputs on the command line, so this terminal is read: "
                    + (nul ? "a NUL after each" : "one in a line") + ", Ctrl-D after the last");
        }
        boolean bar = progress == ProgressBar.always || progress == ProgressBar.auto && Console.isTerminal();
        return session.run(options, code, source, jobLog, resume, bar);
    }

    private MapOptions options() throws UsageException {
        require(jobs == null || jobs >= 1, "--jobs must be 1 or more, but is " + jobs);
        if (jobs != null) {
            requireMemoryFor(jobs);
        }
        require(retries >= 0, "--retries must be 0 or more, but is " + retries);
        require(maxTasksPerChild == null || maxTasksPerChild >= 1,
                "--max-tasks-per-child must be 1 or more, but is " + maxTasksPerChild);
        require(softTimeout == null || timeout == null || softTimeout.compareTo(timeout) < 0,
                "--soft-timeout must be below --timeout, or it could never strike");
        require(!resume || jobLog != null, "--resume needs --job-log, which says what was done");
        require(!tag || output == Output.text, "--tag is for text; --output json has each result's input as it is");
        require(!nul || inputs.isEmpty(), "--null is for inputs on stdin, but there are inputs on the command line");
        return new MapOptions(
                jobs == null ? ProcessPool.cpuCount() : jobs,
                timeout,
                softTimeout,
                maxTasksPerChild == null ? 0 : maxTasksPerChild,
                maxMemory == null ? 0 : maxMemory,
                retries,
                order != null && order.ordered,
                output == Output.json,
                tag,
                failFast,
                jvmArgs);
    }

    private static void requireMemoryFor(int processes) throws UsageException {
        long memory = memory();
        require(processes <= memory / LEAST_MEMORY, "--jobs " + processes + " is more than there is memory for: a process"
                + " takes " + (LEAST_MEMORY >> 20) + " MB before it does anything, so that " + (memory >> 20)
                + " MB are enough for " + memory / LEAST_MEMORY + " at most");
    }

    /** That of the container or the machine, in bytes; without bound where the JDK cannot tell. */
    private static long memory() {
        try {
            return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                    ? system.getTotalMemorySize()
                    : Long.MAX_VALUE;
        } catch (RuntimeException | LinkageError ofTheJdk) { // control groups that are not laid out as it expects
            return Long.MAX_VALUE;
        }
    }

    private static void require(boolean met, String otherwise) throws UsageException {
        if (!met) {
            throw new UsageException(otherwise);
        }
    }

    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                return DurationText.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class SizeConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            try {
                return SizeText.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
