package dev.carom.cli.run;

import dev.carom.cli.ExitStatus;
import dev.carom.cli.task.Reply;
import dev.carom.error.PoolClosedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread on which the pool calls back, and on which everything is written: results as inputs end or,
 * where wanted, in their order, and each one's line of the job log after it. Output is flushed whenever there is nothing more
 * to write.
 */
final class Printer implements Executor {
    private final MapRun run;
    private final MapOptions options;
    private final Results results;
    private final @Nullable JobLog log;
    private final Window window;
    private final Tally tally;
    private final ExecutorService thread;

    /** What was let in and not written, in the order of the inputs; empty where order does not matter. Guarded by itself. */
    private final Deque<Item> inOrder = new ArrayDeque<>();

    /** Nothing more is written: stdout takes nothing, or the job log does not. */
    private boolean broken;

    /** Results that stdout may not have taken yet. */
    private int buffered;

    Printer(MapRun run, MapOptions options, Results results, @Nullable JobLog log, Window window, Tally tally) {
        this.run = run;
        this.options = options;
        this.results = results;
        this.log = log;
        this.window = window;
        this.tally = tally;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread printer = new Thread(work, "carom-printer");
            printer.setDaemon(true);
            // The pool hands errors there that come up while it decodes.
            printer.setUncaughtExceptionHandler((which, error) -> run.crash(error));
            return printer;
        });
        thread.execute(() -> {}); // starts it: where there are too few threads for it, nothing has begun yet
    }

    @Override
    public void execute(Runnable work) {
        thread.execute(() -> {
            work.run();
            flush();
        });
    }

    /** The input was let in. */
    void let(Item item) {
        if (options.ordered()) {
            synchronized (inOrder) {
                inOrder.add(item);
            }
        }
    }

    /** An attempt succeeded, or failed with a word from the worker. */
    void answered(Item item, @Nullable Object[] parts) {
        guarded(() -> ended(item, Reply.of(parts)));
    }

    /** An attempt ended without a word from the worker. */
    void failed(Item item, Throwable thrown) {
        guarded(() -> unanswered(item, thrown));
    }

    /** An input could not even be tried. */
    void refused(Item item, Reply reply) {
        guarded(() -> ended(item, reply));
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) { // the pool would log it, and the input be lost
            run.crash(e);
        }
    }

    private void unanswered(Item item, Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) { // not the function's: its result could not be decoded here
            run.crash(thrown);
        }
        boolean withdrawn = thrown instanceof CancellationException || thrown instanceof PoolClosedException;
        if (PoolFailures.isBreakage(thrown)) {
            run.stop("workers cannot run: " + PoolFailures.inOurWords(String.valueOf(thrown.getMessage())),
                    PoolFailures.cannotStart(thrown) && tally.finished() == 0 ? ExitStatus.USAGE : ExitStatus.FAILED);
            withdrawn = true;
        }
        if (withdrawn) {
            forget(item);
        } else {
            ended(item, PoolFailures.reply(thrown, item.pid(), options));
        }
    }

    private void ended(Item item, Reply reply) {
        if (reply.failure() != null && run.retry(item)) {
            return;
        }
        item.reply = reply;
        count(reply);
        if (options.ordered()) {
            writeInOrder();
        } else {
            write(item, reply);
        }
        if (reply.failure() != null && options.failFast()) {
            run.failFast();
        }
    }

    private void count(Reply reply) {
        if (reply.failure() == null) {
            tally.succeeded();
        } else {
            tally.failed(reply.failure().type().endsWith("TimeLimitExceededException"));
        }
    }

    private void forget(Item item) {
        if (options.ordered()) {
            synchronized (inOrder) {
                inOrder.remove(item);
            }
            writeInOrder();
        }
        window.leave(item, 0);
    }

    private void writeInOrder() {
        for (Item item = nextInOrder(); item != null; item = nextInOrder()) {
            Reply reply = item.reply;
            if (reply != null) {
                write(item, reply);
            }
        }
    }

    private @Nullable Item nextInOrder() {
        synchronized (inOrder) {
            Item first = inOrder.peek();
            return first == null || first.reply == null ? null : inOrder.poll();
        }
    }

    private void write(Item item, Reply reply) {
        try {
            if (!broken) {
                results.write(item.input, item.attempt(), reply);
                buffered += reply.failure() == null ? 1 : 0;
                if (log != null && log.add(item.input, item.attempt(), reply)) {
                    flush();
                }
            }
        } catch (IOException e) {
            stdoutFailed(e);
        }
        window.leave(item, reply.result() == null ? 0 : reply.result().length());
    }

    private void flush() {
        if (broken) {
            return;
        }
        try {
            results.flush();
            tally.written(buffered);
            buffered = 0;
        } catch (IOException e) {
            stdoutFailed(e);
            return;
        }
        try {
            if (log != null) {
                log.flush();
            }
        } catch (IOException e) {
            broken = true;
            run.stop("cannot write the job log: " + e.getMessage(), ExitStatus.FAILED);
        }
    }

    private void stdoutFailed(IOException e) {
        broken = true;
        int status = ExitStatus.ofUnwritable(e);
        run.stop(status == ExitStatus.STDOUT_CLOSED ? null : "cannot write to stdout: " + e.getMessage(), status);
    }

    /** All has ended: what is left to be written is written. */
    void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        tally.close();
    }
}
