package dev.carom.examples;

import dev.carom.examples.hosts.VertxServer;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Blocks an event loop with the options of the example until Vert.x says so. */
final class BlockedLoop {
    private static final CountDownLatch REPORTED = new CountDownLatch(1);

    private BlockedLoop() {}

    public static void main(String[] args) throws Exception {
        Logger.getLogger("").addHandler(new Reports());
        Vertx vertx = Vertx.vertx(VertxServer.options());
        vertx.runOnContext(nothing -> block());
        REPORTED.await();
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void block() {
        try {
            REPORTED.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the loop", e);
        }
    }

    private static final class Reports extends Handler {
        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().contains(ExamplesTest.BLOCKED)) {
                REPORTED.countDown();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
