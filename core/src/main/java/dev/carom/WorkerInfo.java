package dev.carom;

import java.util.OptionalInt;

/**
 * A worker as it was when asked.
 *
 * @param id its number within the pool; never used again
 * @param pid its process id
 * @param state where it is in its life
 * @param spare whether it is a warmed spare, that takes over when another leaves
 * @param tasks how many tasks it has finished
 * @param exit why it left or is leaving; null while it serves
 * @param exitCode what its process ended with, once it has
 */
public record WorkerInfo(
        int id,
        long pid,
        WorkerState state,
        boolean spare,
        long tasks,
        @org.jspecify.annotations.Nullable WorkerExit exit,
        OptionalInt exitCode) {}
