package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.results.Submission;
import dev.carom.internal.wire.EncodedTask;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private final Intake intake = new Intake();

    @Test
    void tasks_comeInTheOrderInWhichTheyWereAdded() {
        List<EngineTask> added = List.of(task(), task(), task());

        int waiting = 0;
        for (EngineTask task : added) {
            waiting = intake.add(task);
        }

        assertThat(waiting).isEqualTo(3);
        assertThat(takeAll()).containsExactlyElementsOf(added);
        assertThat(takeAll()).isEmpty();
    }

    @Test
    void size_countsThoseThatAreBeingEnteredToo() {
        intake.add(task());
        intake.add(task());
        assertThat(intake.size()).isEqualTo(2);

        EngineTask first = intake.take();
        assertThat(intake.isEmpty()).isTrue();
        assertThat(intake.size()).isEqualTo(2);

        while (first != null) {
            first = intake.next(first);
        }
        intake.taken();
        assertThat(intake.size()).isZero();
    }

    @Test
    void manyThreads_addWhileOneTakes_nothingLostAndEachThreadsOrderKept() throws InterruptedException {
        int threads = 4;
        int each = 5_000;
        List<List<EngineTask>> added = new ArrayList<>();
        CountDownLatch running = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            List<EngineTask> mine = new ArrayList<>();
            for (int k = 0; k < each; k++) {
                mine.add(task());
            }
            added.add(mine);
            new Thread(() -> {
                mine.forEach(intake::add);
                running.countDown();
            }).start();
        }

        List<EngineTask> taken = new ArrayList<>();
        while (running.getCount() > 0) {
            taken.addAll(takeAll());
        }
        taken.addAll(takeAll());

        assertThat(taken).hasSize(threads * each).doesNotHaveDuplicates();
        for (List<EngineTask> mine : added) {
            assertThat(taken).containsSubsequence(mine);
        }
    }

    private List<EngineTask> takeAll() {
        List<EngineTask> all = new ArrayList<>();
        for (EngineTask task = intake.take(); task != null; task = intake.next(task)) {
            all.add(task);
        }
        intake.taken();
        return all;
    }

    private static EngineTask task() {
        Submission nobodys = (Submission) Proxy.newProxyInstance(
                Submission.class.getClassLoader(), new Class<?>[] {Submission.class}, (proxy, method, args) -> null);
        return new Outgoing(nobodys, new EncodedTask(new byte[0], new int[0]), Outgoing.Terms.of(1, null, null, null, null, false));
    }
}
