package dev.carom.cli;

import dev.carom.cli.run.Console;
import dev.carom.cli.run.Session;
import dev.carom.cli.run.Shortage;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's entry. */
public final class Main {
    /** What the pool logs is reported here in the command line's words. Held: a logger that nobody holds forgets its level. */
    private static final Logger POOL_LOG = Logger.getLogger("dev.carom");

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        POOL_LOG.setLevel(Level.OFF);
        Console console = new Console(new FileOutputStream(FileDescriptor.err));
        // What tasks print is forwarded to System.out and System.err; stdout is for results alone.
        System.setOut(console.stream());
        System.setErr(console.stream());
        return run(args, new FileOutputStream(FileDescriptor.out), console);
    }

    /** Carries out a command line, and returns the exit status. */
    static int run(String[] args, OutputStream stdout, Console console) {
        ByteArrayOutputStream help = new ByteArrayOutputStream(); // or the version
        try {
            int status = commandLine(new Session(stdout, console))
                    .setOut(new PrintWriter(help, true, StandardCharsets.UTF_8))
                    .setErr(new PrintWriter(console, true, StandardCharsets.UTF_8))
                    .execute(args);
            help.writeTo(stdout);
            return status;
        } catch (IOException e) {
            int status = ExitStatus.ofUnwritable(e);
            if (status != ExitStatus.STDOUT_CLOSED) {
                console.stream().println("carom: cannot write to stdout: " + e.getMessage());
            }
            return status;
        } catch (OutOfMemoryError e) {
            console.stream().println("carom: " + Shortage.describe(e));
            return ExitStatus.FAILED;
        }
    }

    private static CommandLine commandLine(Session session) {
        return new CommandLine(new CaromCommand(), new CommandLine.IFactory() {
                    @Override
                    public <K> K create(Class<K> type) throws Exception {
                        return type == MapCommand.class
                                ? type.cast(new MapCommand(session))
                                : CommandLine.defaultFactory().create(type);
                    }
                })
                .setExpandAtFiles(false)
                .setAllowOptionsAsOptionParameters(true)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static int misused(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        return CaromCommand.refuse(command, e instanceof UnmatchedArgumentException unmatched
                ? describe(unmatched, command.getParent() == null, args)
                : e.getMessage());
    }

    private static String describe(UnmatchedArgumentException e, boolean noCommand, String[] args) {
        if (!e.isUnknownOption()) {
            return noCommand
                    ? "there is no command '" + args[0] + "'; what there is: 'carom map TASK [INPUT...]'"
                    : e.getMessage();
        }
        String option = e.getUnmatched().get(0);
        String ours = noCommand ? null : OtherTools.ourOption(option);
        if (ours != null) {
            return e.getMessage() + "; here it is " + ours;
        }
        List<String> similar = e.getSuggestions();
        if (option.startsWith("--") && !similar.isEmpty()) {
            return e.getMessage() + "; there is " + String.join(", ", similar);
        }
        return e.getMessage() + (noCommand ? "" : "; an input that begins with '-' goes after '--'");
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        if (e instanceof UsageException) {
            return CaromCommand.refuse(command, e.getMessage());
        }
        e.printStackTrace(command.getErr());
        command.getErr().println("carom: this should not happen; please report it with the lines above");
        return ExitStatus.FAILED;
    }
}
