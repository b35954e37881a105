package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.wire.ExitCode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A worker and who listens on its socket prove themselves to each other. */
class HandshakeTest {

    @Test
    @Tag("B245")
    void listenerThatCannotProveItself_isLeft() throws Exception {
        TestParent.Options options = new TestParent.Options();
        options.wrongProof = true;
        try (TestParent parent = TestParent.welcomed(options)) {
            assertThat(parent.process.waitFor(TestParent.GENEROUS.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(parent.process.exitValue()).isEqualTo(ExitCode.HANDSHAKE);
        }
    }

    @Test
    @Tag("B242")
    void listenerThatIsClosedOnceTheWorkerHasConnected_isNotMissed() throws Exception {
        try (TestParent parent = TestParent.ready()) { // which has closed it
            assertThat(parent.process.isAlive()).isTrue();
        }
    }

    @Test
    @Tag("B247")
    void invitation_doesNotShowItsSecrets() throws Exception {
        String text = "11".repeat(32) + " " + "22".repeat(32) + " /tmp/socket\0";
        Invitation invitation = Invitation.read(new java.io.ByteArrayInputStream(text.getBytes("US-ASCII")));

        assertThat(invitation.toString()).contains("/tmp/socket").doesNotContain("1111", "2222");
    }
}
