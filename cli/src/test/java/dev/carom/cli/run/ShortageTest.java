package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortageTest {

    @Test
    void heapAndThreads_areToldApart() {
        assertThat(Shortage.describe(new OutOfMemoryError("Java heap space"))).contains("out of memory", "-Xmx2g");
        assertThat(Shortage.describe(new OutOfMemoryError())).contains("out of memory", "-Xmx2g");
        assertThat(Shortage.describe(new OutOfMemoryError("unable to create native thread: possibly out of memory")))
                .contains("out of threads", "ulimit -u");
    }
}
