package dev.carom.tests.environment;

import dev.carom.ProcessPool;

/** A host whose main says that it runs, and does what the argument says. */
final class PlainHost {
    private PlainHost() {}

    public static void main(String[] args) throws Exception {
        System.out.println("main runs");
        try (ProcessPool pool = ProcessPool.of(1)) {
            if (args[0].equals("talkative")) {
                talk(pool);
            } else {
                System.out.println("answer " + pool.<Integer, RuntimeException>apply(() -> 42));
            }
        }
        if (args[0].equals("talkative")) {
            System.exit(7);
        }
    }

    /** Waits until nobody reads stdout any more, then has a worker write there. */
    private static void talk(ProcessPool pool) throws Exception {
        System.out.println("ready");
        while (System.in.read() >= 0) {
            System.out.flush();
        }
        int lines = pool.apply(() -> {
            for (int i = 0; i < 10_000; i++) {
                System.out.println("a line that nobody reads, and there are many of it " + i);
                System.err.println("as this");
            }
            return 10_000;
        });
        if (lines != 10_000) {
            throw new AssertionError(lines);
        }
    }
}
