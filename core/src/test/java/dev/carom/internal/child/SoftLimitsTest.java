package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
class SoftLimitsTest {
    /** As with {@code --illegal-native-access=deny}: all that was said was the name of the first one. */
    @Test
    void failureOfAStaticInitializer_isToldWithItsReason() {
        Throwable unavailable = new ExceptionInInitializerError(new IllegalCallerException("Illegal native access"));
        assertThat(SoftLimits.why(unavailable)).isEqualTo("java.lang.ExceptionInInitializerError, because of"
                + " java.lang.IllegalCallerException: Illegal native access");
    }
}
