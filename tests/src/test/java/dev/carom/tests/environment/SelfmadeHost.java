package dev.carom.tests.environment;

import dev.carom.ProcessPool;

/** A host that makes the mistake of a pool in a static field of the class whose code is run: workers initialize it too. */
final class SelfmadeHost {
    private static final ProcessPool POOL = ProcessPool.of(1);
    private static final int ANSWER = ask();

    private SelfmadeHost() {}

    private static int ask() {
        try {
            return POOL.apply(() -> 42);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] args) {
        System.out.println("answer " + ANSWER);
    }
}
