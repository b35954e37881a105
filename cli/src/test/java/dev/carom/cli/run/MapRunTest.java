package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.cli.ExitStatus;
import dev.carom.cli.task.TaskCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MapRunTest {
    @Test
    void signalWhileProcessesStart_hasNothingToWaitFor() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream stderr = new PrintStream(said, true, StandardCharsets.UTF_8);
        MapOptions options = new MapOptions(3000, null, null, 0, 0, 0, false, false, false, false, List.of());
        TaskCode code = new TaskCode("java.lang.Integer", "parseInt", false, false, List.of(), Map.of());
        MapRun run = new MapRun(options, code, InputSource.of(List.of("1")), null,
                new Results(new ByteArrayOutputStream(), stderr, options), stderr, new Tally());

        assertThat(run.signal(2)).isFalse();
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("carom: stopping: nothing was run");
        assertThat(run.conclude()).isEqualTo(ExitStatus.SIGNAL + 2);
    }
}
