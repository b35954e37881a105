/**
 * The worker's own main and loop.
 *
 * <p>Threads: the task thread runs user code and reads the channel while it has nothing to run; the control thread reads
 * it while a task runs ({@link dev.carom.internal.child.Inbox} has the rules). Both are {@link
 * dev.carom.internal.child.WorkerThread}s, since an interrupt of a thread inside a {@code SocketChannel} closes it.
 *
 * <p>Locks, none of which is held while another one is taken: the inbox's, the outbox's, and each task thread's gate.
 * Under the gate the control thread raises a soft limit; under the outbox's and the inbox's nothing blocks.
 */
@NullMarked
package dev.carom.internal.child;

import org.jspecify.annotations.NullMarked;
