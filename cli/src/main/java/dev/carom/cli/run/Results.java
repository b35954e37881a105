package dev.carom.cli.run;

import dev.carom.cli.task.Failure;
import dev.carom.cli.task.Reply;
import dev.carom.cli.text.Escapes;
import dev.carom.cli.text.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Writes how inputs ended: results to stdout, as text or JSON; failures of a text run to stderr. */
final class Results {
    private static final int LONGEST_INPUT = 200;
    private static final int LONGEST_MESSAGE = 500;

    private final OutputStream stdout;
    private final PrintStream stderr;
    private final boolean json;
    private final boolean tagged;

    /** @param stdout buffered */
    Results(OutputStream stdout, PrintStream stderr, MapOptions options) {
        this.stdout = stdout;
        this.stderr = stderr;
        this.json = options.json();
        this.tagged = options.tagged();
    }

    void write(Input input, int attempt, Reply reply) throws IOException {
        if (json) {
            line(object(input, attempt, reply));
        } else if (reply.failure() != null) {
            stderr.println(describe(input, attempt, reply.failure()));
        } else if (reply.result() != null) {
            text(input, reply.result());
        }
    }

    private void text(Input input, String result) throws IOException {
        if (!tagged) {
            line(result);
            return;
        }
        byte[] tag = (Escapes.field(input.text()) + '\t').getBytes(StandardCharsets.UTF_8);
        int end;
        for (int from = 0; from <= result.length(); from = end + 1) {
            int lineEnd = result.indexOf('\n', from);
            end = lineEnd < 0 ? result.length() : lineEnd;
            stdout.write(tag);
            line(result.substring(from, end));
        }
    }

    private void line(String text) throws IOException {
        stdout.write(text.getBytes(StandardCharsets.UTF_8));
        stdout.write('\n');
    }

    private static String object(Input input, int attempt, Reply reply) throws IOException {
        try {
            return Json.text(out -> {
                out.writeStartObject();
                out.writeStringField("input", input.text());
                Failure failure = reply.failure();
                if (failure == null) {
                    out.writeFieldName("result");
                    out.writeRawValue(reply.result());
                } else {
                    out.writeObjectFieldStart("error");
                    out.writeStringField("type", failure.type());
                    out.writeStringField("message", failure.message());
                    out.writeEndObject();
                }
                out.writeNumberField("pid", reply.pid());
                out.writeNumberField("attempt", attempt);
                out.writeNumberField("millis", reply.nanos() / 1_000_000);
                out.writeEndObject();
            });
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String describe(Input input, int attempt, Failure failure) {
        StringBuilder line = new StringBuilder("carom: ").append(Escapes.line(input.text(), LONGEST_INPUT)).append(": ")
                .append(failure.type());
        if (!failure.message().isEmpty()) {
            line.append(": ").append(Escapes.line(failure.message(), LONGEST_MESSAGE));
        }
        if (!failure.where().isEmpty()) {
            line.append(" (").append(failure.where()).append(')');
        }
        return attempt > 1 ? line.append(" [").append(attempt).append(" attempts]").toString() : line.toString();
    }

    void flush() throws IOException {
        stdout.flush();
    }
}
