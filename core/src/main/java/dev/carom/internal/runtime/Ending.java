package dev.carom.internal.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end of a pool: begins when the engine says so, and is over when all that the pool held is given back. */
final class Ending {
    private final Runnable dismantle;
    private final CountDownLatch over = new CountDownLatch(1);

    Ending(Runnable dismantle) {
        this.dismantle = dismantle;
    }

    void begin(String pool) {
        Thread thread = new Thread(() -> {
            try {
                dismantle.run();
            } finally {
                over.countDown();
            }
        }, "carom-" + pool + "-ending");
        thread.setDaemon(true);
        thread.start();
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    boolean await(long nanos) throws InterruptedException {
        return over.await(nanos, TimeUnit.NANOSECONDS);
    }
}
