package dev.carom.tests.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A loop that serves a pool with a selector of its own, on the thread that calls {@link #runUntil}. */
final class SelectorHost implements AutoCloseable {
    private static final long LIMIT = Duration.ofSeconds(60).toNanos();

    private final Selector selector;
    private final ProcessPool pool;
    private final List<SelectableChannel> ready = new ArrayList<>();

    private SelectorHost(Selector selector, ProcessPool pool) {
        this.selector = selector;
        this.pool = pool;
    }

    static SelectorHost of(ProcessPoolBuilder builder) throws IOException {
        Selector selector = Selector.open();
        return new SelectorHost(selector, builder.threads(false).hostWakeUp(selector::wakeup).build());
    }

    ProcessPool pool() {
        return pool;
    }

    Selector selector() {
        return selector;
    }

    /** Serves the pool; returns the channels that were ready meanwhile. */
    Set<SelectableChannel> runUntil(BooleanSupplier met) throws IOException {
        Set<SelectableChannel> handedIn = new HashSet<>();
        long start = System.nanoTime();
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("time waited for the pool").isLessThan(LIMIT);
            Duration rest = pool.maintainPool();
            watchNewChannels();
            if (!met.getAsBoolean()) {
                handedIn.addAll(turn(rest));
            }
        }
        return handedIn;
    }

    /** Waits until channels are ready, however often the pool calls meanwhile; hands them in and returns them. */
    List<SelectableChannel> turnUntilReady() throws IOException {
        long start = System.nanoTime();
        while (turn(Duration.ofNanos(LIMIT)).isEmpty()) {
            assertThat(System.nanoTime() - start).as("time waited for a channel").isLessThan(LIMIT);
        }
        return ready;
    }

    /** Waits for channels, for so long at most, and hands in those that are ready; returns them. */
    List<SelectableChannel> turn(Duration atMost) throws IOException {
        ready.clear();
        selector.select(this::ready, Math.max(1, Math.min(atMost.toMillis(), Duration.ofNanos(LIMIT).toMillis())));
        return ready;
    }

    private void ready(SelectionKey key) {
        ready.add(key.channel());
        if (key.attachment() == pool && !pool.handleResultEvent(key.channel())) {
            key.cancel();
        }
    }

    private void watchNewChannels() throws IOException {
        for (SelectableChannel channel : pool.channels()) {
            if (channel.isOpen() && channel.keyFor(selector) == null) {
                int what = channel instanceof ServerSocketChannel ? SelectionKey.OP_ACCEPT : SelectionKey.OP_READ;
                channel.register(selector, what, pool);
            }
        }
    }

    @Override
    public void close() throws IOException {
        pool.close();
        selector.close();
    }
}
