package dev.carom.benchmarks.compare;

final class Timed {
    interface Work {
        void run() throws Exception;
    }

    private Timed() {}

    static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return secondsSince(start);
    }

    static double millisSince(long start) {
        return 1e3 * secondsSince(start);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
