package dev.carom.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemedyTest {
    private static final String NO_NAMESPACE =
            "bwrap: No permissions to create new namespace, likely because the kernel does not allow them";

    @ParameterizedTest
    @CsvSource({"bwrap, bubblewrap", "prlimit, util-linux", "setpriv, util-linux", "setsid, util-linux", "nice, coreutils"})
    void missingProgram_namesItsPackage(String program, String needed) {
        assertThat(Remedy.of(List.of(program), "there is no program " + program, file -> ""))
                .contains("there is no program " + program, "install the package " + needed);
    }

    @ParameterizedTest
    @CsvSource({
        "/proc/sys/user/max_user_namespaces, 0, user.max_user_namespaces=",
        "/proc/sys/kernel/unprivileged_userns_clone, 0, kernel.unprivileged_userns_clone=1",
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns, 1, kernel.apparmor_restrict_unprivileged_userns=0",
        "/nothing, 0, seccomp=unconfined",
    })
    void forbiddenNamespace_namesTheSetting(String file, String value, String advice) {
        Map<String, String> settings = Map.of(file, value);

        assertThat(Remedy.of(List.of("nice", "bwrap"), NO_NAMESPACE, name -> settings.getOrDefault(name, "")))
                .contains(NO_NAMESPACE, advice);
    }

    @Test
    void hiddenProc_namesTheOptionOfTheContainer() {
        assertThat(Remedy.of(List.of("bwrap"), "bwrap: Can't mount proc on /newroot/proc: Operation not permitted", f -> ""))
                .contains("systempaths=unconfined");
    }

    @Test
    void otherUserWithoutRoot_saysSo() {
        assertThat(Remedy.of(List.of("setpriv", "--reuid", "1"), "setpriv: setresuid failed: Operation not permitted", f -> ""))
                .contains("only root");
    }
}
