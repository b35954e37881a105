package dev.carom.cli.run;

import dev.carom.cli.UsageException;
import dev.carom.cli.task.TaskCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a run has around it: the job log, the progress bar, signals.
 *
 * @param stdout where results go
 * @param console where everything else goes
 */
public record Session(OutputStream stdout, Console console) {
    private static final int BUFFER = 64 << 10;

    /**
     * Runs, and returns the exit status.
     *
     * @param log null for none
     * @param resume whether it is continued
     * @param progress whether the bar is drawn
     */
    public int run(MapOptions options, TaskCode code, InputSource inputs, @Nullable Path log, boolean resume, boolean progress)
            throws UsageException, IOException, InterruptedException {
        PrintStream stderr = console.stream();
        Results results = new Results(new BufferedOutputStream(stdout, BUFFER), stderr, options.json());
        Tally tally = new Tally();
        try (JobLog jobLog = log == null ? null : JobLog.open(log, resume)) {
            MapRun run = new MapRun(options, code, inputs, jobLog, results, stderr, tally);
            Signals.handle(run::signal);
            Progress bar = progress ? new Progress(tally, console) : null;
            try {
                run.run();
            } finally {
                if (bar != null) {
                    bar.close();
                }
            }
            return run.conclude();
        }
    }
}
