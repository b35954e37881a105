package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.cli.ExitStatus;
import dev.carom.cli.task.TaskCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MapRunTest {
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream stderr = new PrintStream(said, true, StandardCharsets.UTF_8);

    @Test
    void signalWhileProcessesStart_hasNothingToWaitFor() {
        MapRun run = run(3000, List.of("1"), null);

        assertThat(run.signal(2)).isFalse();
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("carom: stopping: nothing was run");
        assertThat(run.conclude()).isEqualTo(ExitStatus.SIGNAL + 2);
    }

    @Test
    void jobLogThatCannotBeWritten_endsPrinting_andNamesTheResultsThatItLacks() throws Exception {
        List<String> inputs = IntStream.rangeClosed(1, 500).mapToObj(Integer::toString).toList();
        FullDisk disk = new FullDisk(200);
        MapRun run = run(1, inputs, new JobLog(disk, new TextSet(), true));

        run.run();

        List<String> printed = stdout.toString(StandardCharsets.UTF_8).lines().toList();
        List<String> unlogged = printed.subList(disk.wholeLines(), printed.size());
        int more = unlogged.size() - 20;
        assertThat(run.conclude()).isEqualTo(ExitStatus.FAILED);
        assertThat(said.toString(StandardCharsets.UTF_8).lines()).first().isEqualTo(
                "carom: cannot write the job log: No space left on device; --resume runs again what has succeeded and is not in it:"
                        + " " + String.join(", ", unlogged.subList(0, Math.min(20, unlogged.size())))
                        + (more > 0 ? " and " + more + " more" : ""));
        assertThat(said.toString(StandardCharsets.UTF_8)).contains(printed.size() + " inputs succeeded");
    }

    private MapRun run(int jobs, List<String> inputs, @Nullable JobLog log) {
        MapOptions options = new MapOptions(jobs, null, null, 0, 0, 0, false, false, false, false, List.of());
        TaskCode code = new TaskCode("java.lang.Integer", "parseInt", false, false, List.of(), Map.of());
        return new MapRun(options, code, InputSource.of(inputs), log, new Results(stdout, stderr, options), stderr, new Tally());
    }
}
