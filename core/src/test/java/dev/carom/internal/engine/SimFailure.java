package dev.carom.internal.engine;

/** A rule was broken. */
final class SimFailure extends AssertionError {
    private final transient Rule rule;

    SimFailure(Rule rule, String how) {
        super(rule + ": " + how);
        this.rule = rule;
    }

    SimFailure(Rule rule, Throwable cause) {
        super(rule + ": " + cause, cause);
        this.rule = rule;
    }

    Rule rule() {
        return rule;
    }
}
