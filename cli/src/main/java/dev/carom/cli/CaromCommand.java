package dev.carom.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carom} by itself: says what there is. */
@Command(
        name = "carom",
        mixinStandardHelpOptions = true,
        versionProvider = CaromCommand.Version.class,
        description = "Runs Java code in a pool of processes, with limits that hold.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Try 'carom map --help', or 'carom map examples/tasks/LineCount.java README.md' where Carom's sources are."
        },
        subcommands = MapCommand.class)
final class CaromCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitStatus.USAGE;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Version.class.getPackage().getImplementationVersion();
            return new String[] {
                "carom " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version().feature()
                        + " (" + System.getProperty("java.home") + ")"
            };
        }
    }

    /** What cannot be carried out is said in one sentence. */
    static int refuse(CommandLine command, String message) {
        command.getErr().println("carom: " + message);
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitStatus.USAGE;
    }
}
