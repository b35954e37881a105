package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.error.LaunchException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WorkerSessionTest {
    private int starts;

    /** A JVM whose first pool meets a shortage would otherwise have workers without a session for all its life, or none. */
    @Test
    void shortageWhileTheProgramsAreTriedOut_isReported_andNotTakenForTheirLack() {
        WorkerSession session = new WorkerSession(builder -> {
            switch (starts++) {
                case 0 -> throw new IOException("error=24, Too many open files");
                case 1 -> throw new OutOfMemoryError("unable to create native thread");
                default -> {
                    return builder.start();
                }
            }
        });

        assertThatExceptionOfType(LaunchException.class).isThrownBy(session::words)
                .withMessageContaining("cannot try out setsid")
                .withMessageContaining("ulimit -n")
                .satisfies(refusal -> assertThat(ProcessLauncher.mayPass(refusal)).isTrue());
        assertThatExceptionOfType(LaunchException.class).isThrownBy(session::words)
                .withMessageContaining("unable to create native thread")
                .withMessageContaining("ulimit -u")
                .satisfies(refusal -> assertThat(ProcessLauncher.mayPass(refusal)).isTrue());
        assertThat(session.words()).isEqualTo(WorkerSession.prefix());
    }
}
