package dev.carom.benchmarks.compare;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Prints what {@code benchmarks/compare} reads: a measure on each line with its value, {@code >N} where it was not waited
 * for any longer, {@code none} where the pool has no such thing, or {@code failed} and why; {@code warmed} and a measure once
 * the pool has been warmed up for that. The time of a line tells what a measure takes, so that the dearest ones can be left
 * out: nothing is done for them, and nothing printed. Measures that are taken together are left out by the name of the first.
 */
final class Report {
    /** How long is waited for what may never come, in ms. */
    static final long BOUND_MILLIS = 1_000;

    /** What a measure has that took longer than that. */
    static final double BEYOND = Double.POSITIVE_INFINITY;

    /** What a measure has that got an error for an answer, or an answer for an error. */
    static final double UNEXPECTED = Double.NaN;

    /** Takes one value for each name. */
    interface Measure {
        double[] take() throws Exception;
    }

    private final Set<String> leftOut;

    Report(Set<String> leftOut) {
        this.leftOut = leftOut;
    }

    /** Warms up for this measure. */
    void warmUp(String name, Timed.Work work) throws Exception {
        if (!leftOut.contains(name)) {
            WarmUp.of(work);
            print("warmed", name);
        }
    }

    /** Measures up to 5 times, no more once 0.3 s are over, and prints the medians. */
    void repeated(Measure measure, String... names) {
        repeated(5, TimeUnit.MILLISECONDS.toNanos(300), measure, names);
    }

    /** For what was not warmed up: measures up to 9 times, no more once 1 s is over, and prints the medians. */
    void repeatedWhileItWarmsUp(Measure measure, String... names) {
        repeated(9, TimeUnit.SECONDS.toNanos(1), measure, names);
    }

    private void repeated(int most, long enough, Measure measure, String... names) {
        report(() -> {
            double[][] values = new double[names.length][most];
            int taken = 0;
            long start = System.nanoTime();
            do {
                double[] each = measure.take();
                for (int i = 0; i < names.length; i++) {
                    values[i][taken] = each[i];
                }
                taken++;
            } while (taken < most && System.nanoTime() - start < enough);
            int number = taken;
            return Arrays.stream(values).mapToDouble(of -> median(Arrays.copyOf(of, number))).toArray();
        }, names);
    }

    /** Measures once. */
    void once(Measure measure, String... names) {
        report(measure, names);
    }

    void none(String... names) {
        for (String name : names) {
            print(name, "none");
        }
    }

    private void report(Measure measure, String... names) {
        if (leftOut.contains(names[0])) {
            return;
        }
        try {
            double[] values = measure.take();
            for (int i = 0; i < names.length; i++) {
                print(names[i], shown(values[i]));
            }
        } catch (Exception | OutOfMemoryError e) {
            for (String name : names) {
                print(name, "failed: " + String.valueOf(e).replace('\n', ' '));
            }
        }
    }

    private static String shown(double value) {
        if (Double.isNaN(value)) {
            return "failed: what should be an answer was an error, or an error an answer";
        }
        return value == BEYOND ? ">" + BOUND_MILLIS : String.format(Locale.ROOT, "%.3f", value);
    }

    /** UNEXPECTED where one of them is that. */
    private static double median(double[] values) {
        Arrays.sort(values); // UNEXPECTED comes last
        double last = values[values.length - 1];
        return Double.isNaN(last) ? last : values[values.length / 2];
    }

    private static void print(String name, String value) {
        System.out.println(name + " " + value);
    }
}
