package dev.carom.benchmarks.compare;

/**
 * Does work again and again until its rate rises no more: until two windows in a row were not faster by more than a twentieth
 * than the fastest one before them, for {@link #MOST} at the longest. Contenders in other languages have the same rule.
 */
final class WarmUp {
    private static final double WINDOW = 0.1;
    private static final double MOST = 2.5;
    private static final double RISE = 1.05;
    private static final int WINDOWS_WITHOUT_RISE = 2;

    private WarmUp() {}

    static void of(Timed.Work work) throws Exception {
        double fastest = 0;
        double total = 0;
        int withoutRise = 0;
        while (withoutRise < WINDOWS_WITHOUT_RISE && total < MOST) {
            int times = 0;
            double seconds = 0;
            while (seconds < WINDOW) {
                seconds += Timed.seconds(work);
                times++;
            }
            double rate = times / seconds;
            withoutRise = rate > RISE * fastest ? 0 : withoutRise + 1;
            fastest = Math.max(fastest, rate);
            total += seconds;
        }
    }
}
