package dev.carom.internal.engine;

import java.util.List;
import java.util.SplittableRandom;

/** All that is random in one history. */
final class Dice {
    static final long US = 1_000L;
    static final long MS = 1_000_000L;
    static final long SECOND = 1_000_000_000L;

    private final SplittableRandom random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    boolean chance(double p) {
        return p > 0 && random.nextDouble() < p;
    }

    int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    /** Spread evenly over the orders of magnitude, so that short and long times are equally likely. */
    long time(long from, long to) {
        double low = Math.log(from);
        return (long) Math.exp(low + random.nextDouble() * (Math.log(to) - low));
    }

    long seed() {
        return random.nextLong();
    }

    <T> T of(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** An index, each as likely as its weight says. */
    int weighted(int... weights) {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int at = random.nextInt(sum);
        int index = 0;
        while (at >= weights[index]) {
            at -= weights[index++];
        }
        return index;
    }
}
