package dev.carom.cli.run;

import dev.carom.cli.ExitStatus;
import dev.carom.cli.UsageException;
import dev.carom.cli.task.TaskCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a run has around it: the job log, the progress bar, signals.
 *
 * @param stdout where results go
 * @param console where everything else goes
 */
public record Session(OutputStream stdout, Console console) {
    private static final int BUFFER = 64 << 10;

    /** How long a run that was killed may take to write what it has. */
    private static final long PATIENCE_SECONDS = 2;

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
        Results results = new Results(new BufferedOutputStream(stdout, BUFFER), stderr, options);
        Tally tally = new Tally();
        try (JobLog jobLog = log == null ? null : JobLog.open(log, resume)) {
            // The bar wants to know how many there are.
            InputSource source = progress && inputs.total() < 0 ? ReadAhead.start(inputs, MapRun.budget()) : inputs;
            MapRun run = new MapRun(options, code, source, jobLog, results, stderr, tally);
            CountDownLatch ended = new CountDownLatch(1);
            Signals.handle(number -> {
                if (!run.signal(number) && !endsSoon(ended)) {
                    Runtime.getRuntime().exit(ExitStatus.SIGNAL + number);
                }
            });
            Progress bar = progress ? new Progress(tally, console) : null;
            try {
                run.run();
            } finally {
                if (bar != null) {
                    bar.close();
                }
            }
            int status = run.conclude();
            ended.countDown();
            return status;
        }
    }

    /** Not so where nobody reads what is written to stdout or stderr. */
    private static boolean endsSoon(CountDownLatch ended) {
        try {
            return ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
