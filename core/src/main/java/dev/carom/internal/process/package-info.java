/**
 * The processes of the workers: launch, output, memory, kill, and what is known about an exit.
 *
 * <p>Threads. The caller's launcher thread runs {@link dev.carom.internal.process.ProcessLauncher#launch launch}. Each
 * worker has three daemon threads of its own: {@code carom-<pool>-out-<worker>} and {@code carom-<pool>-err-<worker>}
 * drain its output, {@code carom-<pool>-exit-<worker>} waits for its end, sweeps what it left behind and writes the
 * report. {@code carom-<pool>-reaper}, one for each pool, only strikes, so a kill never waits behind a report.
 * {@link java.lang.Process#onExit()} is not used: it completes on the common pool, whose threads may all be blocked in
 * callers that wait for the very worker that died.
 */
@NullMarked
package dev.carom.internal.process;

import org.jspecify.annotations.NullMarked;
