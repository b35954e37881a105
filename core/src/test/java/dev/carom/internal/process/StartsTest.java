package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class StartsTest {
    @Test
    void aRefusalOfManyLines_isOneLine() {
        IOException refusal = new IOException("""
                Cannot run program "java": Failed to exec spawn helper: pid: 17, exit code: 1, error: 0 (none)\s
                Possible reasons:
                  - Spawn helper ran into JDK version mismatch
                """);

        assertThat(Starts.inOneLine(refusal))
                .hasMessage("Cannot run program \"java\": Failed to exec spawn helper: pid: 17, exit code: 1, error: 0 (none)"
                        + " Possible reasons: - Spawn helper ran into JDK version mismatch")
                .hasCause(refusal);
    }

    @Test
    void ofARefusalForWantOfRoom_onlyThatIsLeft() {
        IOException refusal = new IOException("""
                Cannot run program "java": posix_spawn failed, error: 11 (Resource temporarily unavailable)\s
                Possible solutions:
                  - Restart JVM, especially after in-place JDK updates
                """);

        assertThat(Starts.inOneLine(refusal))
                .hasMessage("Cannot run program \"java\": posix_spawn failed, error: 11 (Resource temporarily unavailable)");
    }

    @Test
    void aRefusalWithoutWords_staysOne() {
        assertThat(Starts.inOneLine(new IOException(""))).hasMessage("");
    }
}
