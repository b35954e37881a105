package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("B209")
class MirroredFlagsTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "-Dapp.mode=test", "-Djava.io.tmpdir=/some where", "-Dempty", "-Dfile.encoding=UTF-8", "-ea", "-ea:dev.carom...",
        "-da:x.Y", "-esa", "--enable-preview", "-Xss2m", "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-exports=a/b=c", "--add-reads=a=b", "--add-modules=java.sql", "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow"
    })
    void flagThatDecidesWhatCodeMeans_isMirrored(String flag) {
        assertThat(MirroredFlags.of(List.of(flag), true)).containsExactly(flag);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "-Xmx4g", "-Xms1g", "-XX:+UseZGC", "-XX:MaxRAMPercentage=80", "-Xlog:gc", "-Xdebug", "-Xrunjdwp:transport=x",
        "-agentlib:jdwp=transport=dt_socket,address=5005", "-agentpath:/x.so", "-javaagent:idea_rt.jar=1",
        "-Dcom.sun.management.jmxremote.port=9010", "-Djava.rmi.server.hostname=x", "-Djdk.module.path=/x",
        "-Dsurefire.test.class.path=/x", "-Djava.class.path=/x", "-Dloader.main=x.Y", "-Xshare:dump", "exit"
    })
    void flagThatDecidesHowOneProcessIsRun_isNotMirrored(String flag) {
        assertThat(MirroredFlags.of(List.of(flag), true)).isEmpty();
    }

    @Test
    void flagOfOneVersion_isNotMirroredToAnother() {
        assertThat(MirroredFlags.of(List.of("--sun-misc-unsafe-memory-access=allow", "-ea"), false)).containsExactly("-ea");
    }

    @Test
    void relativePaths_areMadeAbsolute() {
        String here = Path.of("").toAbsolutePath() + File.separator;
        String two = "a.jar" + File.pathSeparator + "b.jar";
        String absolute = here + "a.jar" + File.pathSeparator + here + "b.jar";

        assertThat(MirroredFlags.of(
                        List.of("-Xbootclasspath/a:" + two, "--patch-module=m=" + two, "--upgrade-module-path=" + two), true))
                .containsExactly(
                        "-Xbootclasspath/a:" + absolute, "--patch-module=m=" + absolute, "--upgrade-module-path=" + absolute);
    }
}
