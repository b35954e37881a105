package dev.carom.internal.process;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The main class of the real processes in these tests; the system property {@code sample} says what it does. */
public final class SampleWorker {
    private static final List<byte[]> HOARD = new ArrayList<>();

    private SampleWorker() {}

    public static void main(String[] args) throws Exception {
        BufferedReader stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String handed = stdin.readLine(); // up to the end of stdin
        int end = handed.indexOf('\0');
        switch (System.getProperty("sample", "facts")) {
            case "facts" -> facts(args, handed.substring(0, end), handed.substring(end + 1));
            case "hang" -> hang();
            case "flood" -> flood();
            case "no-newline" -> noNewline();
            case "garbage" -> garbage();
            case "streams" -> streams();
            case "oom" -> hoard();
            case "exit" -> System.exit(Integer.getInteger("code"));
            case "close" -> closeAndWork();
            case "throw" -> throw new IllegalStateException("last words");
            default -> throw new IllegalArgumentException(System.getProperty("sample"));
        }
    }

    private static void facts(String[] args, String secret, String after) {
        System.out.println("args " + List.of(args));
        System.out.println("secret " + secret + " then \"" + after + "\"");
        for (String name : System.getProperty("show", "none").split(",")) {
            System.out.println(name + "=" + System.getProperty(name));
        }
        for (String name : System.getProperty("showEnvironment", "none").split(",")) {
            System.out.println(name + "=" + System.getenv(name));
        }
        boolean assertions = false;
        assert assertions = true;
        System.out.println("assertions " + assertions);
        System.out.println("heap " + Runtime.getRuntime().maxMemory());
        System.out.println("processors " + Runtime.getRuntime().availableProcessors());
        System.out.println("end of facts");
    }

    private static void hang() throws InterruptedException {
        System.out.println("hanging");
        synchronized (HOARD) {
            while (true) {
                HOARD.wait();
            }
        }
    }

    private static void flood() {
        for (int i = 0; i < 200_000; i++) {
            System.out.println("line " + i + " of a worker that writes a great deal more than a pipe holds");
        }
    }

    private static void noNewline() {
        byte[] block = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        System.out.print("start:");
        for (int i = 0; i < 200; i++) {
            System.out.write(block, 0, block.length);
        }
        System.out.print(":end");
        System.out.flush();
    }

    private static void garbage() {
        for (int i = 0; i < 1000; i++) {
            for (int b = 0; b < 256; b++) {
                System.out.write(b);
            }
        }
        System.out.println();
        System.out.println("after the garbage");
    }

    private static void streams() {
        for (int i = 0; i < 3; i++) {
            System.out.println("out " + i);
            System.out.flush();
            System.err.println("err " + i);
        }
    }

    private static void hoard() {
        while (true) {
            HOARD.add(new byte[1 << 20]);
        }
    }

    private static void closeAndWork() {
        PrintStream out = System.out;
        System.err.close();
        out.println("stderr is closed");
        out.close();
        out.println("nobody sees this");
        System.exit(7);
    }
}
