package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Tally tally = new Tally();

    @Test
    void knownTotal_showsBarRateAndEta() {
        tally.total(() -> 8);
        tally.succeeded();
        tally.succeeded();

        assertThat(Progress.line(tally, Duration.ofSeconds(1)))
                .isEqualTo("[######..................] 25% 2/8  2.0/s  ETA 3s");
    }

    @Test
    void unknownTotal_showsCountAndTime() {
        for (int i = 0; i < 500; i++) {
            tally.succeeded();
        }
        assertThat(Progress.line(tally, Duration.ofSeconds(5))).isEqualTo("500 done  100/s  5s");
    }

    @Test
    void failuresAndTimeouts_areCounted() {
        tally.total(() -> 2);
        tally.failed(false);
        tally.failed(true);

        assertThat(Progress.line(tally, Duration.ofSeconds(65)))
                .isEqualTo("[########################] 100% 2/2  0.0/s  1m05s  2 failed (1 timed out)");
    }

    @Test
    void skippedInputs_areNotPartOfTheTotal() {
        tally.total(() -> 3);
        tally.skip();
        tally.succeeded();

        assertThat(Progress.line(tally, Duration.ofSeconds(1))).contains(" 50% 1/2 ");
    }

    @Test
    void otherLines_takeThePlaceOfTheBar_andHalfALineIsNotOverdrawn() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Console console = new Console(bytes);
        console.status("bar 1");
        console.stream().println("a task's line");
        console.status("bar 2");
        console.stream().print("half");
        console.status("bar 3");
        console.stream().println(" whole");
        console.status("bar 4");
        console.keepStatus();

        String clear = "\r\u001b[K";
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(clear + cut("bar 1") + clear + "a task's line\n" + clear
                + cut("bar 2") + clear + "half whole\n" + clear + cut("bar 4") + "\n");
    }

    /** As a terminal is told to cut it at its edge, rather than to go on in the next row. */
    private static String cut(String line) {
        return "\u001b[?7l" + line + "\u001b[?7h";
    }
}
