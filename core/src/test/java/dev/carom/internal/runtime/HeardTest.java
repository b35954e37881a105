package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeardTest {
    private static final int WORKER = 3;

    private final Heard heard = new Heard(WORKER);

    @Test
    void events_comeInTheirOrder_alsoTheSecondTime() {
        heard.addRan(1, outcome(), 10, 100);
        heard.add(new Event.Returned(WORKER, 2));
        heard.addRan(3, outcome(), 30, 300);

        List<String> order = List.of("ran 1 in 10 with 100", "Returned[worker=3, attempt=2]", "ran 3 in 30 with 300");
        assertThat(told()).isEqualTo(order);
        assertThat(told()).isEqualTo(order);
    }

    @Test
    void manyRuns_areAllThere_withTheirOutcomes() {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Outcome.Reported outcome = outcome();
            outcomes.add(outcome);
            heard.addRan(i, outcome, 0, 0);
        }

        List<Outcome> told = new ArrayList<>();
        long next = 0;
        for (Event event : heard) {
            Event.Ran ran = (Event.Ran) event;
            assertThat(ran.worker()).isEqualTo(WORKER);
            assertThat(ran.attempt()).isEqualTo(next++);
            told.add(ran.outcome());
        }
        assertThat(told).isEqualTo(outcomes);
    }

    @Test
    void copy_isOfEventsThatStay() {
        Outcome.Reported outcome = outcome();
        heard.addRan(1, outcome, 10, 100);
        heard.add(new Event.Returned(WORKER, 2));

        List<Event> copy = heard.copy();
        heard.clear();
        heard.addRan(9, outcome(), 90, 900);

        assertThat(copy).usingRecursiveFieldByFieldElementComparator().containsExactly(new Event.Accepted(WORKER, 1),
                new Event.Finished(WORKER, 1, outcome, 10, 100), new Event.Returned(WORKER, 2));
    }

    @Test
    void whatWasCleared_isTold_noMore() {
        heard.addRan(1, outcome(), 10, 100);
        heard.clear();
        assertThat(heard).isEmpty();

        heard.addRan(2, outcome(), 20, 200);
        assertThat(told()).containsExactly("ran 2 in 20 with 200");
    }

    private List<String> told() {
        List<String> all = new ArrayList<>();
        for (Event event : heard) {
            all.add(event instanceof Event.Ran ran
                    ? "ran " + ran.attempt() + " in " + ran.elapsed() + " with " + ran.rss()
                    : event.toString());
        }
        return all;
    }

    /** Each is another one. */
    private static Outcome.Reported outcome() {
        return new Outcome.Reported() {
            @Override
            public boolean succeeded() {
                return true;
            }
        };
    }
}
