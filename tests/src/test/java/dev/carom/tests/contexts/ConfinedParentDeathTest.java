package dev.carom.tests.contexts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.tests.support.HostJvm;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.ReadableCode;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host is killed by {@code kill -9} while its worker is stopped, so that only the kernel can end that. */
@Tag("any-jdk")
class ConfinedParentDeathTest {
    @TempDir
    Path directory;

    @Test
    void sandbox_goesWithItsParent() throws Exception {
        Sandboxes.orSkip();
        goesWithItsParent(3, "sandbox");
    }

    @Test
    void workerOfAnotherUser_goesWithItsParent() throws Exception {
        OtherUserTest.otherUserOrSkip();
        goesWithItsParent(1, OtherUserTest.USER, ReadableCode.in(directory));
    }

    private static void goesWithItsParent(int processes, String... arguments) throws Exception {
        try (HostJvm host = HostJvm.start(ConfinedHost.class, List.of(), Map.of(), arguments)) {
            List<ProcessHandle> family = Stream.of(host.line("processes ").split(" "))
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
            assertThat(family).hasSize(processes);
            for (ProcessHandle process : family) {
                new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
            }

            host.kill();

            Waits.until("all are gone", () -> family.stream().noneMatch(Processes::runs));
        }
    }
}
