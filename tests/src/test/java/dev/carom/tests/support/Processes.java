package dev.carom.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether processes run that this JVM may not have started. */
public final class Processes {
    private Processes() {}

    /** A dead orphan may wait long to be collected by whoever adopted it: it is a process still, but runs no more. */
    public static boolean runs(ProcessHandle process) {
        return process.isAlive() && state(process) != 'Z';
    }

    public static boolean runs(long pid) {
        return ProcessHandle.of(pid).filter(Processes::runs).isPresent();
    }

    /** The kernel's letter for it: R runs, S sleeps, T is stopped, Z is dead. */
    public static char state(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 'Z'; // gone between the two looks
        }
    }
}
