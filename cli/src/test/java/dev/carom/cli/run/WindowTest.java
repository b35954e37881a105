package dev.carom.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class WindowTest {

    @Test
    void fewAreLetInAtFirst_thenMoreWithEachThatLeaves() throws Exception {
        Window window = new Window(2, 1000);
        Item first = enter(window, "a");
        Item second = enter(window, "b");
        CompletableFuture<@Nullable Item> third = entering(window, "c");

        window.leave(first, 1);
        window.leave(second, 1);

        assertThat(third.get(60, TimeUnit.SECONDS)).isNotNull();
        enter(window, "d");
        enter(window, "e"); // does not wait: there are three under way, and two have left
    }

    @Test
    void heavyResults_keepTheWindowSmall() throws Exception {
        Window window = new Window(2, 1000);
        List<Item> underWay = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Item item = enter(window, "x");
            window.leave(item, 100_000);
        }
        underWay.add(enter(window, "x"));
        underWay.add(enter(window, "x"));
        CompletableFuture<@Nullable Item> third = entering(window, "x");

        for (Item item : underWay) {
            assertThat(item.weight).isGreaterThan(1000);
            window.leave(item, 100_000);
        }
        assertThat(third.get(60, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void stop_letsNothingIn_andNamesWhatIsUnderWay() throws Exception {
        Window window = new Window(1, 1000);
        Item item = enter(window, "a");
        CompletableFuture<@Nullable Item> waiting = entering(window, "b");

        assertThat(window.stop()).containsExactly(item);
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isNull();

        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> awaitEnd(window));
        assertThat(end).isNotDone();
        window.leave(item, 0);
        end.get(60, TimeUnit.SECONDS);
    }

    @Test
    void end_comesWhenAllIsInAndOut() throws Exception {
        Window window = new Window(2, 1000);
        Item item = enter(window, "a");
        window.allIn();
        window.leave(item, 0);
        window.leave(item, 0); // twice is once

        window.awaitEnd();
    }

    @Test
    void abandoned_endsAlthoughSomethingIsUnderWay() throws Exception {
        Window window = new Window(2, 1000);
        enter(window, "a");

        window.abandon();

        window.awaitEnd();
    }

    private static Item enter(Window window, String text) throws InterruptedException {
        Item item = window.enter(new Input(1, text, null));
        assertThat(item).isNotNull();
        return item;
    }

    private static CompletableFuture<@Nullable Item> entering(Window window, String text) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return window.enter(new Input(1, text, null));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void awaitEnd(Window window) {
        try {
            window.awaitEnd();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
