package dev.carom;

import java.util.List;

/**
 * The outcome to come of a map: all results in the order of the inputs, or the failure of the first input that failed,
 * with the others as suppressed. It is ready when every input has its outcome.
 */
public interface MapResult<R> extends ApplyResult<List<R>> {

    /** How many inputs there are. */
    int size();

    /** How many inputs have no outcome yet. */
    int remaining();
}
