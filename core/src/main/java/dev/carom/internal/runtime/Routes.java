package dev.carom.internal.runtime;

import dev.carom.ApplyResult;
import dev.carom.DeathCertificate;
import dev.carom.PoolListener;
import dev.carom.PoolState;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.ExitFacts;
import dev.carom.internal.flight.Flight;
import dev.carom.internal.results.Submission;
import dev.carom.internal.text.PrintableText;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where what the engine decides goes: to the launcher, to results, to listeners, to the log. */
final class Routes implements EngineGate.Targets {
    private static final int SIGTERM_CODE = 128 + 15;

    private final PoolRuntime pool;
    private final @Nullable PoolListener listener;
    private final FlightLog flight;

    /** What is logged once callers were told: the first line of a log may take a JVM 40 ms. */
    private final Queue<Action> unlogged = new ConcurrentLinkedQueue<>();

    Routes(PoolRuntime pool) {
        this.pool = pool;
        this.listener = pool.config().listener();
        this.flight = new FlightLog(pool.config().name());
    }

    @Override
    public Link link(int worker, boolean spare) {
        return pool.workerLink(worker, spare);
    }

    @Override
    public void deadlineMoved() {
        pool.deadlineMoved();
    }

    @Override
    public void callersTold() {
        pool.callersTold();
        logOthers();
    }

    @Override
    public void forCallers(Action action) {
        if (Flight.isOn()) {
            flight.note(action, pool.gate().now());
        }
        if (action instanceof Outgoing out) {
            complete(out);
        } else if (action instanceof Action.Accepted a) {
            accepted(a);
        } else if (action instanceof Action.LimitPassed a) {
            Outgoing.of(a.task()).submission().timeoutPassed(a.soft());
        } else if (action instanceof Action.Progressed a) {
            progressed(Outgoing.of(a.task()), (byte[]) a.value());
        } else if (action instanceof Action.LimitsSet a) {
            Outgoing out = Outgoing.of(a.task());
            aboutJob(out, (l, job) -> l.onTimeoutSet(job, out.softTimeout(), out.timeout()));
        } else if (action instanceof Action.LimitsCancelled a) {
            aboutJob(Outgoing.of(a.task()), PoolListener::onTimeoutCancel);
        } else if (action instanceof Action.WorkerUp a) {
            Log.LOG.log(Level.DEBUG, "pool={0} worker={1} pid={2} is ready", name(), id(a.worker()), id(a.pid()));
            pool.workerReady(a.worker());
            tell(l -> l.onProcessUp(a.pid()));
        } else if (action instanceof Action.WorkerDown a) {
            down(a);
        } else if (action instanceof Action.ThreadsLeft a) {
            unlogged.add(a);
        } else if (action instanceof Action.StateChanged a) {
            changed(a);
        }
    }

    @Override
    public void untold(Action action, Throwable bug) {
        if (action instanceof Outgoing out) {
            try {
                out.submission().complete(pool.outcomes().lostByABug(bug));
            } catch (Throwable again) { // no memory for that either
                out.submission().complete(pool.outcomes().lost());
                throw again;
            } finally {
                out.told();
            }
        } else if (action instanceof Action.StateChanged a && a.state() == PoolState.TERMINATED) {
            pool.ended();
        }
    }

    @Override
    public void failed(Throwable bug) {
        pool.failed(bug);
    }

    private void complete(Outgoing out) {
        out.release();
        try {
            pool.admission().giveBack(out.size(), out.holdsSlot());
        } finally { // whatever a semaphore of the user's throws
            out.submission().complete(pool.outcomes().of(out.outcome(), out.lostDeliveries()));
            out.told();
        }
        aboutJob(out, PoolListener::onJobReady);
    }

    private void accepted(Action.Accepted action) {
        Submission submission = Outgoing.of(action.task()).submission();
        if (!action.decide()) {
            submission.accepted(action.pid());
            return;
        }
        pool.callbacks().execute(() -> {
            Throwable refusal = submission.acceptDecision(action.pid());
            RuntimeConfig.Confirmation how = pool.config().confirmation();
            boolean byHand = how != null && how.byHand() && submission instanceof ApplyResult<?>;
            if (refusal != null || !byHand) {
                pool.gate().post(new Event.Confirm(action.task(), action.attempt(), refusal == null, refusal));
            }
        });
    }

    /** Reports are decoded where they are told, and not at all where nobody listens. */
    private void progressed(Outgoing out, byte[] report) {
        boolean heard = out.submission().hearsProgress();
        boolean listened = listener != null && out.submission() instanceof ApplyResult<?>;
        ProgressReports reports = heard || listened ? out.progress() : null;
        if (reports != null && reports.add(report)) {
            pool.callbacks().execute(() -> tellProgress(out));
        }
    }

    private void tellProgress(Outgoing out) {
        byte[] report = out.progress().poll();
        if (report == null) {
            return;
        }
        try {
            Object value = pool.outcomes().progress(report);
            out.submission().progressed(value);
            if (listener != null && out.submission() instanceof ApplyResult<?> job) {
                listener.onProgress(job, value);
            }
        } catch (RuntimeException e) {
            Log.LOG.log(Level.WARNING, "pool=" + name() + ": a report of progress was not told", e);
        }
    }

    private void down(Action.WorkerDown action) {
        unlogged.add(action);
        if (action.wasUp()) {
            tell(l -> l.onProcessDown(action.pid(), action.facts().exitCode(), action.reason()));
        }
    }

    private void logOthers() {
        for (Action action = unlogged.poll(); action != null; action = unlogged.poll()) {
            try {
                if (action instanceof Action.WorkerDown death) {
                    log(death);
                } else if (action instanceof Action.ThreadsLeft left) {
                    log(left);
                }
            } catch (OutOfMemoryError full) {
                // A caller that had a task there has it in its error.
            }
        }
    }

    private void log(Action.ThreadsLeft action) {
        Log.LOG.log(action.recycles() ? Level.INFO : Level.WARNING, "pool={0} worker={1} pid={2}{3}: a task left threads running:"
                + " {4}{5}{6}", name(), id(action.worker()), id(action.pid()), named(action.task()), action.threads(),
                ofAPool(action.threads()), action.recycles() ? "; the worker is replaced" : "; see leftoverThreads(...)");
    }

    /** A pool in a static field is the usual cause, and nobody would look for it by names of threads. */
    private static String ofAPool(String threads) {
        return threads.contains("'carom-") && threads.contains("-launcher'")
                ? "; these are of a pool that the task made and did not close, or that is in a static field of a class whose code"
                        + " it ran, so that each worker makes one, too: make it in main, or in a class whose code no task runs"
                : "";
    }

    /** As it stands in a line, with a space before; empty where there is nothing to name it by. */
    private static String named(@Nullable EngineTask task) {
        String id = task == null ? null : Outgoing.of(task).submission().correlationId();
        return id == null ? "" : " task=" + PrintableText.of(id);
    }

    private void log(Action.WorkerDown action) {
        ExitFacts facts = action.facts();
        if (action.pid() < 0) { // of a process that there never was, the pool's state tells
            Log.LOG.log(Level.DEBUG, "pool={0} worker={1} could not be started", name(), id(action.worker()));
            return;
        }
        Action.Begun with = action.with();
        DeathCertificate brief = new DeathCertificate(action.reason(), action.worker(), action.pid(), facts.exitCode(),
                with == null ? 0 : with.delivery(), with == null ? Duration.ZERO : Duration.ofNanos(with.ran()),
                facts.peakRss(), facts.remarks(), null);
        Log.LOG.log(level(action), "pool={0} worker={1} pid={2} exit={3}{4} left: {5}", name(), id(action.worker()),
                id(action.pid()), id(facts.exitCode()), named(with == null ? null : with.task()), brief.describe());
    }

    /** A SIGTERM that came from outside is how operators stop processes. A limit is asked for, and its caller is told. */
    private static Level level(Action.WorkerDown action) {
        return switch (action.reason()) {
            case UNRESPONSIVE -> Level.WARNING;
            case HARD_TIMEOUT, STALLED -> action.facts().exitCode() < 0 ? Level.DEBUG : Level.INFO; // no thread is killed
            case SIGNALLED -> action.facts().exitCode() == SIGTERM_CODE ? Level.INFO : Level.WARNING;
            default -> action.reason().isCrash() ? Level.WARNING : Level.DEBUG;
        };
    }

    private void changed(Action.StateChanged action) {
        logOthers(); // which may be why
        if (!action.state().takesWork()) {
            pool.admission().close();
        }
        Level level = action.state() == PoolState.BROKEN ? Level.ERROR
                : action.state() == PoolState.DEGRADED ? Level.WARNING : Level.DEBUG;
        String reason = action.breakage() == null || action.state() != PoolState.BROKEN
                ? action.reason()
                : String.valueOf(pool.outcomes().broken(action.breakage()).getMessage());
        String broken = "pool " + name() + " is broken: ";
        Log.LOG.log(pool.isThrown() ? Level.DEBUG : level, "pool={0} is {1}: {2}", name(), action.state(),
                reason.startsWith(broken) ? reason.substring(broken.length()) : reason);
        tell(l -> l.onStateChange(action.state(), reason));
        if (action.state() == PoolState.TERMINATED) {
            pool.ended();
        }
    }

    private interface AboutJob {
        void tell(PoolListener listener, ApplyResult<?> job);
    }

    /** Chunks of a map have no result object of their own, so that listeners hear of tasks only. */
    private void aboutJob(Outgoing out, AboutJob event) {
        if (listener != null && out.submission() instanceof ApplyResult<?> job) {
            tell(l -> event.tell(l, job));
        }
    }

    private void tell(Consumer<PoolListener> event) {
        PoolListener told = listener;
        if (told == null) {
            return;
        }
        pool.callbacks().execute(() -> {
            try {
                event.accept(told);
            } catch (RuntimeException e) {
                Log.LOG.log(Level.WARNING, "pool=" + name() + ": a listener threw", e);
            }
        });
    }

    private String name() {
        return pool.config().name();
    }

    /** Without the thousands separators that a logger would put in. */
    private static String id(long number) {
        return Long.toString(number);
    }
}
