/** What goes with a task from the thread that submits it to the one that runs it: for logs, traces, and more of that kind. */
@org.jspecify.annotations.NullMarked
package dev.carom.context;
