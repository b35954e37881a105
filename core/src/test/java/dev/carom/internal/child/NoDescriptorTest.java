package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ProcessPool;
import dev.carom.WorkerOutput;
import dev.carom.error.WorkerLostException;
import dev.carom.launch.Confinement;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Here Carom is on the class path as a directory, so each class is a file that is opened when it is first needed. */
@Tag("any-jdk")
@Timeout(300)
class NoDescriptorTest {
    /** Held for good. */
    private static final Deque<FileInputStream> HELD = new ArrayDeque<>();

    @Test
    void workerThatCanLoadNoClass_asItsTaskHasTakenAllDescriptors_saysSo() {
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .output(WorkerOutput.DISCARD)
                .classDataArchive(false)
                .launcher(Confinement.limited().openFiles(100))
                .build()) {
            assertThatThrownBy(() -> pool.apply(NoDescriptorTest::takeAll))
                    .isInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("Carom's own code in it, which failed")
                    .hasMessageContaining("thread 'carom-task' failed, as this process can open no more files")
                    .hasMessageContaining("NoClassDefFoundError");
        }
    }

    private static int takeAll() {
        try {
            while (true) {
                HELD.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            return HELD.size();
        }
    }
}
