package dev.carom.internal.engine;

/** What must hold in every history. */
enum Rule {
    /** No event makes the engine throw. */
    NO_EXCEPTION,
    /** No task has two outcomes, and none that was never submitted has one. */
    ONE_OUTCOME,
    /** When the pool has ended, each task has its outcome. */
    NO_TASK_LEFT,
    /** An outcome has its cause in what happened to the task. */
    OUTCOME_JUSTIFIED,
    /** A call that is bound to end a task ends it at once. */
    CALL_ANSWERED,
    /** User code of a task begins at most {@code maxDeliveries} times. */
    AT_MOST_DELIVERIES,
    /** A task is at one worker at most. */
    ONE_ATTEMPT,
    /** A task that was cancelled before it started, or whose outcome says that it has not begun, has not and never does. */
    CANCELLED_NEVER_RUNS,
    /** Nothing more is said of a task after its outcome. */
    SILENT_AFTER_OUTCOME,
    /** Tasks are sent to those workers only that are ready and were not told to leave. */
    SENT_TO_READY,
    /** No more than {@code prefetch} tasks are at a worker. */
    PREFETCH,
    /** A worker runs no more tasks than {@code maxTasksPerChild}. */
    QUOTA,
    /** A result that was read counts, unless the task had its outcome. */
    RESULT_WINS,
    /** A channel is read to its end, or for the lost-worker time-out, before its worker is given up. */
    DRAINED,
    /** A worker that was killed, or whose channel has ended, is waited for no longer than it may take. */
    BURIED,
    /** Nobody's limit, cancellation or recycling costs another task, if the worker answers. */
    INNOCENT_SPARED,
    /** What a worker has begun is known soon, also where the worker cannot say so. */
    HEARD,
    /**
     * A worker that accepts nothing, or does not leave, is killed in time; but not one that is only as slow as the others are, or
     * had that time while the pool stood still.
     */
    PATIENCE,
    /** What was accepted is confirmed or ends in time; what is not to run its worker gives back in time, or is replaced. */
    CONFIRMATION,
    /** Only what a worker did by itself, or its task, counts as a crash. */
    CHARGED,
    /** A task over its soft limit is told so in time. */
    SOFT_LIMIT,
    /** An attempt that is to be killed ends in time, or its worker does. */
    CONDEMNED_DIES,
    /** Where its memory is limited, a worker's is looked at during tasks. */
    MEMORY,
    /** A task over its hard limit ends in time. */
    HARD_LIMIT,
    /** A task that reports no progress for its stall limit ends in time, and one that does is not ended for it. */
    STALL_LIMIT,
    /** A task that has lost a worker is alone at the next one. */
    QUARANTINE,
    /** A task that three workers have died of before they accepted it is not sent to a fourth. */
    POISON,
    /** A certificate names the worker and the delivery that it is about. */
    TRUE_CERTIFICATE,
    /** Limits are set once and cancelled once for each attempt that has them. */
    LIMITS_PAIR,
    /** A worker is spawned, up, down and released, in this order and once each. */
    WORKER_LIFE,
    /** What is said of a worker's death names the task that it had begun, and no other. */
    DEATH_NAMES_TASK,
    /** No more workers serve than wanted. */
    FLEET_NOT_ABOVE,
    /** No fewer workers serve than wanted, unless starts are put off. */
    FLEET_NOT_BELOW,
    /** No task waits while a worker has nothing to do, unless it is tiny and those that are busy suffice. */
    WORK_CONSERVING,
    /** A pool breaks only after too many crashes or a start that cannot succeed. */
    BROKEN_JUSTIFIED,
    /** A pool breaks after too many crashes, or a start that cannot succeed. */
    BROKEN_WHEN_DUE,
    /** Starts that fail are spaced out. */
    BACK_OFF,
    /** Who leaves has nothing to do, who comes is warm, and a caller has its last worker again, where there are such. */
    BEST_CHOICE,
    /** A worker that has had nothing to do for the idle time-out leaves, and none leaves for it earlier. */
    IDLE_TIMEOUT,
    /** A restart takes away one worker that serves at a time, and only when all the others are ready. */
    ROLLING,
    /** A pool that is broken or stopped sends no task, starts no worker and lets nothing wait. */
    NOTHING_TAKEN,
    /** A pool that ends keeps no worker that has nothing to do, and one that is stopped none at all. */
    ENDING,
    /** The figures of the pool are true. */
    FIGURES,
    /** The pool's states follow each other as they may. */
    STATE_ORDER,
    /** After the end: the engine has terminated, and no process lives. */
    QUIESCENCE,
    /** Every history ends. */
    PROGRESS
}
