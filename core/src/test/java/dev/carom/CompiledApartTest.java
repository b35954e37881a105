package dev.carom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The methods that are as large as they are so that HotSpot compiles each once, and not again with each of its callers. */
@Tag("any-jdk")
class CompiledApartTest {
    /** {@code FreqInlineSize}, in bytes: what is larger is never inlined. */
    private static final int LARGEST_INLINED = 325;

    private static final Pattern INSTRUCTION = Pattern.compile("(?m)^ +(\\d+): ");

    @ParameterizedTest
    @CsvSource({
        "dev.carom.internal.engine.PoolEngine, step",
        "dev.carom.internal.engine.Tasks, accepted",
        "dev.carom.internal.runtime.Links, route",
        "dev.carom.internal.runtime.WorkerFrames, frame",
        "dev.carom.internal.wire.FrameReader, feed",
    })
    void isLargerThanWhatIsInlined(String type, String method) throws Exception {
        String code = disassembled(Class.forName(type));
        Matcher begin = Pattern.compile("(?m)^  [^ ].* " + method + "\\(.*$").matcher(code);
        assertThat(begin.find()).as("%s.%s", type, method).isTrue();
        String body = code.substring(begin.end());
        body = body.substring(0, body.indexOf("\n\n"));
        Matcher instruction = INSTRUCTION.matcher(body);
        int last = 0;
        while (instruction.find()) {
            last = Integer.parseInt(instruction.group(1));
        }
        assertThat(last).isGreaterThan(LARGEST_INLINED);
    }

    private static String disassembled(Class<?> type) throws Exception {
        URI file = type.getResource(type.getSimpleName() + ".class").toURI();
        StringWriter out = new StringWriter();
        ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
        assertThat(javap.run(new PrintWriter(out), new PrintWriter(out), "-c", "-p", Path.of(file).toString())).isZero();
        return out.toString();
    }
}
