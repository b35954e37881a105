package dev.carom.internal.process;

/**
 * What the threads of a process have done since they began, together.
 *
 * @param stopped whether it stands still on request: of SIGSTOP, or of a debugger
 * @param ran their processor time, in nanoseconds
 * @param waited for how long they were ready to run, and had no processor, in nanoseconds
 */
public record Activity(boolean stopped, long ran, long waited) {}
