package dev.carom.tests.carriers;

import dev.carom.context.ContextCarrier;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries what the thread holds, and throws where that says so. */
public final class Baton implements ContextCarrier {
    private static final ThreadLocal<String> HELD = new ThreadLocal<>();

    static @Nullable String held() {
        return HELD.get();
    }

    static void hold(@Nullable String baton) {
        HELD.set(baton);
    }

    @Override
    public @Nullable Map<String, String> capture() {
        String held = HELD.get();
        throwIf("capture", held);
        return held == null ? null : Map.of("baton", held);
    }

    @Override
    public Scope restore(Map<String, String> context) {
        String held = context.get("baton");
        throwIf("restore", held);
        HELD.set(held);
        return () -> {
            HELD.remove();
            throwIf("close", held);
        };
    }

    private static void throwIf(String where, @Nullable String held) {
        if (where.equals(held)) {
            throw new IllegalStateException("dropped by " + where);
        }
    }

    // ---- pools that have it, or another one

    /** A directory that names carriers as providers; on no class path by itself. */
    static Path providers(Path directory, String... carriers) throws IOException {
        Path services = Files.createDirectories(directory.resolve("providers/META-INF/services"));
        Files.write(services.resolve(ContextCarrier.class.getName()), List.of(carriers));
        return directory.resolve("providers");
    }

    /** Has the pool see these providers while it is built. */
    static <P> P withProviders(Path providers, Supplier<P> build) throws IOException {
        Thread me = Thread.currentThread();
        ClassLoader before = me.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {providers.toUri().toURL()}, before)) {
            me.setContextClassLoader(loader);
            return build.get();
        } finally {
            me.setContextClassLoader(before);
        }
    }

    /** The class path of this JVM, and what comes before it. */
    static List<Path> classPath(Path... first) {
        List<Path> entries = new ArrayList<>(List.of(first));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (Files.exists(path)) { // a pool that is given others says so in its log
                entries.add(path);
            }
        }
        return entries;
    }
}
