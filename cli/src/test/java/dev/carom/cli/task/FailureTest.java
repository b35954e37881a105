package dev.carom.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
    private final ClassLoader loader = new TaskLoader(List.of(), Map.of());

    @ParameterizedTest
    @CsvSource({"java.io.IOException, IOException", "a.Outer$Inner, Inner", "a.Outer$1, Outer$1", "Plain, Plain"})
    void simpleName_isThatOfTheSource(String binary, String simple) {
        assertThat(Failure.simpleName(binary)).isEqualTo(simple);
    }

    @Test
    void messageThatIsMissing_isTheCause() {
        assertThat(Failure.of(new IllegalStateException(null, new Exception("deep")), loader).message())
                .isEqualTo("caused by java.lang.Exception: deep");
        assertThat(Failure.of(new IllegalStateException(), loader).message()).isEmpty();
    }

    @Test
    void causes_areToldWithTheMessage_unlessItHoldsThem() {
        Exception inner = new IOException("broken pipe");
        Exception middle = new RuntimeException(inner); // its message is that of its cause

        assertThat(Failure.of(new IllegalStateException("cannot parse", middle), loader).message())
                .isEqualTo("cannot parse; caused by java.lang.RuntimeException: java.io.IOException: broken pipe");
        assertThat(Failure.of(middle, loader).message()).isEqualTo("java.io.IOException: broken pipe");
    }

    @Test
    void causesInACircle_areToldOnce() {
        Exception one = new Exception("one");
        one.initCause(new Exception("two", one));

        assertThat(Failure.of(one, loader).message())
                .isEqualTo("one; caused by java.lang.Exception: two; caused by java.lang.Exception: one");
    }

    @Test
    void staticInitializerThatThrew_isReportedAsWhatItThrew() {
        Failure failure = Failure.of(new ExceptionInInitializerError(new IllegalStateException("no config")), loader);

        assertThat(failure).isEqualTo(new Failure("IllegalStateException", "no config", ""));
    }

    @Test
    void exceptionWhoseMethodsThrow_isStillReported() {
        RuntimeException hostile = new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException();
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                throw new IllegalStateException();
            }
        };

        assertThat(Failure.of(hostile, loader).message()).contains("cannot be had");
    }

    @Test
    void exceptionWithoutAStack_isReportedWithoutAPlace() {
        RuntimeException stackless = new RuntimeException("lost") {
            private static final long serialVersionUID = 1L;

            @Override
            public StackTraceElement[] getStackTrace() {
                return null;
            }
        };

        assertThat(Failure.of(stackless, loader)).extracting(Failure::message, Failure::where).containsExactly("lost", "");
    }
}
