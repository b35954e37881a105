package dev.carom.tests.support;

import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import java.time.Duration;
import java.util.Arrays;

/** Who serves the pools of a test. What a pool promises it keeps in either mode, so one test says it of both. */
public enum Mode {
    OWN_THREADS {
        @Override
        public ProcessPool start(ProcessPoolBuilder builder) {
            return builder.build();
        }

        @Override
        public boolean waits(Thread thread) {
            return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
        }
    },

    /** By a thread that does nothing else, from the start to the end of the pool, as the loop of a host would. */
    HOST_DRIVEN {
        @Override
        public ProcessPool start(ProcessPoolBuilder builder) {
            ProcessPool pool = builder.threads(false).build();
            Thread host = new Thread(() -> drive(pool), "host of " + pool);
            host.setDaemon(true);
            host.start();
            return pool;
        }

        @Override
        public boolean waits(Thread thread) {
            return Arrays.stream(thread.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("drive"));
        }
    };

    /** Longer than any wait that a test could bear, so that a pool which does not wake its host fails. */
    private static final Duration TURN = Duration.ofMinutes(10);

    /** Builds the pool, and sees to it that it is served. */
    public abstract ProcessPool start(ProcessPoolBuilder builder);

    /** Whether a thread, in a call that blocks, waits for its pool; which it drives meanwhile where nobody else does. */
    public abstract boolean waits(Thread thread);

    /** A pool of so many workers. */
    public ProcessPool start(int processes) {
        return start(ProcessPool.builder().processes(processes));
    }

    /** As {@link Pools#ready}. */
    public ProcessPool ready(ProcessPoolBuilder builder) {
        ProcessPool pool = start(builder);
        Pools.awaitIdle(pool);
        return pool;
    }

    private static void drive(ProcessPool pool) {
        try {
            while (pool.state() != PoolState.TERMINATED) {
                pool.poll(TURN);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a host", e);
        }
    }
}
