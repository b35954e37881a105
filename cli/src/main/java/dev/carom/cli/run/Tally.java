package dev.carom.cli.run;

import java.util.function.LongSupplier;

/** What has come of the inputs so far. Each count has one writer; any thread may read. */
public final class Tally {
    private volatile LongSupplier total = () -> -1;
    private volatile long skipped;
    private volatile long succeeded;
    private volatile long written;
    private volatile long failed;
    private volatile long timedOut;

    /** How many inputs there are, skipped ones included; -1 while that is not known. */
    void total(LongSupplier inputs) {
        total = inputs;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // only the reading thread writes
    void skip() {
        skipped++;
    }

    void succeeded() {
        succeeded = succeeded + 1;
    }

    /** The results of so many that succeeded are out. */
    void written(int results) {
        written = written + results;
    }

    /** Nothing more is written: what is not out by now has not succeeded. */
    void close() {
        succeeded = written;
    }

    void failed(boolean late) {
        failed = failed + 1;
        timedOut = late ? timedOut + 1 : timedOut;
    }

    long total() {
        return total.getAsLong();
    }

    long skipped() {
        return skipped;
    }

    long finished() {
        return succeeded + failed;
    }

    long failures() {
        return failed;
    }

    long timedOut() {
        return timedOut;
    }
}
