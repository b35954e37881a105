package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.PoolState;
import org.junit.jupiter.api.Test;

class EndCallTest {
    private final EndCall call = new EndCall("p");

    @Test
    void refusal_saysWhatWasCalledAndHowFarItIs() {
        call.made("shutdown() was called", false);

        assertThat(call.refusal(PoolState.SHUTDOWN)).hasMessageStartingWith(
                "pool p takes no more tasks: shutdown() was called, and it is ending; ");
        assertThat(call.refusal(PoolState.TERMINATED)).hasMessageContaining("shutdown() was called, and it is TERMINATED; ");
    }

    @Test
    void taskThatCameTogetherWithACallThatDoesNotKill_didNotBegin() {
        call.made("shutdown() was called", false);
        assertThat(call.unfinished(false)).hasMessage(
                "the task did not begin, as it came too late: shutdown() was called on pool p");
    }

    @Test
    void callThatKills_hidesOneThatDoesNot() {
        assertThat(call.isMade()).isFalse();
        call.made("close() was called", false);
        call.made("terminate() was called", true);
        call.made("shutdown() was called", false);
        call.made("this JVM ends", true);

        assertThat(call.isMade()).isTrue();
        assertThat(call.unfinished(false)).hasMessage("the task did not begin: terminate() was called on pool p");
        assertThat(call.unfinished(true)).hasMessage("the task may have begun, and did not end: terminate() was called on pool p");
    }
}
