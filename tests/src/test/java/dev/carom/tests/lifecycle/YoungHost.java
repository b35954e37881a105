package dev.carom.tests.lifecycle;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.WorkerLauncher;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A program that makes a pool and gets a signal meanwhile. Its argument: how. */
final class YoungHost {
    private YoungHost() {}

    public static void main(String[] args) {
        ProcessPoolBuilder builder = ProcessPool.builder().processes(3).classDataArchive(false);
        switch (args[0]) {
            case "with-threads" -> builder.threads(true);
            case "without-threads" -> builder.threads(false);
            case "launches-late" -> builder.launcher(new Late());
            case "makes-another" -> ProcessPool.of(1);
            default -> throw new IllegalArgumentException(args[0]);
        }
        ProcessPool pool = builder.build();
        while (true) {
            LockSupport.parkNanos(pool, Long.MAX_VALUE);
        }
    }

    /** Starts a worker only when this JVM has begun to end. */
    private static final class Late implements WorkerLauncher {

        @Override
        public List<String> command(Launch launch) {
            System.out.println("launching");
            while (!isEnding()) {
                Thread.onSpinWait();
            }
            return launch.java();
        }

        private static boolean isEnding() {
            Thread hook = new Thread();
            try {
                Runtime.getRuntime().addShutdownHook(hook);
                Runtime.getRuntime().removeShutdownHook(hook);
                return false;
            } catch (IllegalStateException e) {
                return true;
            }
        }
    }
}
