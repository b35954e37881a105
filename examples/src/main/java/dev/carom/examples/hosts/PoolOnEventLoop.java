package dev.carom.examples.hosts;

import dev.carom.PoolListener;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A pool that an event loop of Vert.x serves: its channels are among those that the loop waits for, and its next deadline is
 * a timer. All callbacks of the pool run on the loop. All methods but {@link #start} are for the loop's thread.
 */
final class PoolOnEventLoop {
    private final Vertx vertx;
    private final Context context;
    private final IoEventLoop loop;
    private final Map<SelectableChannel, IoRegistration> watched = new HashMap<>();
    private final Promise<Void> ended = Promise.promise();
    private final ProcessPool pool;
    private boolean serves;
    private long timer = -1;

    private PoolOnEventLoop(Vertx vertx, Context context, ProcessPoolBuilder builder) {
        this.vertx = vertx;
        this.context = context;
        this.loop = (IoEventLoop) ((ContextInternal) context).nettyEventLoop();
        this.pool = builder.threads(false)
                .hostWakeUp(() -> context.runOnContext(nothing -> wake()))
                .listener(new PoolListener() {
                    @Override
                    public void onStateChange(PoolState state, String reason) {
                        if (state == PoolState.TERMINATED) {
                            ended.complete();
                        }
                    }
                })
                .build();
    }

    /** Starts the pool, elsewhere, as that waits for processes; has it served by the loop of the calling context. */
    static Future<PoolOnEventLoop> start(Vertx vertx, ProcessPoolBuilder builder) {
        Context context = vertx.getOrCreateContext();
        return vertx.executeBlocking(() -> new PoolOnEventLoop(vertx, context, builder)).onSuccess(PoolOnEventLoop::serve);
    }

    ProcessPool pool() {
        return pool;
    }

    /** Finishes what the pool has; the loop serves it meanwhile, and all else. */
    Future<Void> close() {
        pool.shutdown();
        return ended.future().compose(nothing -> vertx.executeBlocking(() -> {
            pool.join(); // gives its last files and threads back
            vertx.cancelTimer(timer);
            return null;
        }));
    }

    /** The first calls come while the pool is still being built. */
    private void wake() {
        if (serves) {
            serve();
        }
    }

    private void serve() {
        serves = true;
        Duration rest = pool.maintainPool();
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        timer = vertx.setTimer(Math.max(1, rest.toMillis()), id -> serve());
        watched.values().removeIf(registration -> !registration.isValid());
        for (SelectableChannel channel : pool.channels()) {
            if (!watched.containsKey(channel)) {
                watch(channel);
            }
        }
    }

    private void watch(SelectableChannel channel) {
        loop.register(new Watch(channel)).addListener((io.netty.util.concurrent.Future<IoRegistration> done) -> {
            if (done.isSuccess()) { // it was not closed meanwhile
                watched.put(channel, done.getNow());
                done.getNow().submit(channel instanceof ServerSocketChannel ? NioIoOps.ACCEPT : NioIoOps.READ);
            }
        });
    }

    /** Tells the pool what the loop has seen. The channel stays the pool's. */
    private final class Watch extends NioSelectableChannelIoHandle<SelectableChannel> {
        Watch(SelectableChannel channel) {
            super(channel);
        }

        @Override
        protected void handle(SelectableChannel channel, SelectionKey key) {
            if (!pool.handleResultEvent(channel)) {
                key.cancel();
                watched.remove(channel);
            }
        }

        @Override
        public void close() {}
    }
}
