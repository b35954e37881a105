package dev.carom.tests.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Carries out orders inside a worker: the only place where a fault is made. */
final class Saboteur {
    private static final Orders ORDERS = Orders.ofThisWorker();

    private Saboteur() {}

    /** The worker is at this point: strikes if that was ordered. Returns if the fault lets the worker go on. */
    static void at(Point point) {
        Fault fault = ordered(point);
        if (fault != null) {
            strike(fault);
        }
    }

    /** What was ordered for this point, and is to strike now; null for nothing. */
    static Fault ordered(Point point) {
        return ORDERS.take(point);
    }

    static void strike(Fault fault) {
        switch (fault) {
            case HALT_0 -> Runtime.getRuntime().halt(0);
            case HALT_1 -> Runtime.getRuntime().halt(1);
            case SIGKILL -> signal("kill -KILL $0");
            case SIGSEGV -> signal("kill -SEGV $0");
            case SIGSTOP -> signal("kill -STOP $0");
            case SIGSTOP_THEN_CONT -> shell("kill -STOP $0; sleep 0.2; kill -CONT $0");
            case ENDLESS_LOOP -> loop();
            case SLEEP_WITHOUT_INTERRUPT -> sleep();
            case HEAP_OOM_ERROR -> fillHeap();
            case STACK_OVERFLOW -> throw new Error("unreachable " + descend(0));
            case EXIT_WITH_BLOCKED_HOOK -> {
                Runtime.getRuntime().addShutdownHook(new Thread(Saboteur::sleep, "blocked-hook"));
                System.exit(0);
            }
            case SOCKET_CLOSED -> SabotagedChannel.ofThisWorker().breakOff();
            case GARBAGE_ON_SOCKET -> SabotagedChannel.ofThisWorker().writeGarbage();
        }
    }

    /** A signal arrives some time after it was sent: this thread gets no further than here. */
    private static void signal(String command) {
        shell(command);
        sleep();
    }

    private static void shell(String command) {
        try {
            String pid = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("sh", "-c", command, pid).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the fault could not be made: " + command, e);
        }
    }

    /** Where Linux shares processors out by session its worker gets few: a loop that waits for a limit holds up no other test. */
    private static void loop() {
        try {
            Files.writeString(Path.of("/proc/self/autogroup"), "5");
        } catch (IOException notThere) {
            // Then it takes what it gets.
        }
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static void sleep() {
        while (true) {
            try {
                TimeUnit.DAYS.sleep(1);
            } catch (InterruptedException goOnSleeping) {
                // This is what it is for.
            }
        }
    }

    private static void fillHeap() {
        List<byte[]> hoard = new ArrayList<>();
        while (true) {
            hoard.add(new byte[1 << 20]);
        }
    }

    private static int descend(int depth) {
        return 1 + descend(depth + 1);
    }
}
