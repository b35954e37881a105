package dev.carom.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.WorkerExit;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
class ExitFactsTest {
    private static final String NO_MEMORY = "# There is insufficient memory for the Java Runtime Environment to continue.";

    /** The log called it a crash in native code. */
    @Test
    void memoryThatTheSystemDidNotGive_isAmongWhatTheLogTells() {
        ExitFacts facts = new ExitFacts(1, WorkerExit.NATIVE_CRASH, false, List.of("printed", "#", NO_MEMORY), "report", 0);
        assertThat(facts.remarks()).containsExactly(NO_MEMORY);
        assertThat(new ExitFacts(3, WorkerExit.EXITED, false, List.of("printed", NO_MEMORY), null, 0).remarks()).isEmpty();
    }
}
