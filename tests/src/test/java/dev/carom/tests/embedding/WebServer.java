package dev.carom.tests.embedding;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs an application that brings its own Carom, as a servlet container does, stops it, and prints what it leaves. */
public final class WebServer {
    private static final int PATIENCE_SECONDS = 60;

    /** Of one application. Once that is stopped nothing can be loaded, of the JDK neither, as with Tomcat's. */
    private static final class AppLoader extends URLClassLoader {
        private volatile boolean stopped;

        AppLoader(URL[] urls) {
            super(urls, getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (stopped) {
                throw new IllegalStateException("the application was stopped, and so " + name + " cannot be loaded");
            }
            return super.loadClass(name, resolve);
        }

        void stop() throws IOException {
            stopped = true;
            close();
        }
    }

    private WebServer() {}

    /** Arguments: whether the application closes its pool, then its class path. */
    public static void main(String[] args) throws Exception {
        WeakReference<ClassLoader> application = serve(Boolean.parseBoolean(args[0]), Stream.of(args).skip(1).map(Path::of).toList());
        System.out.println("stopped, threads " + threads());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String left = left(application);
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            System.gc();
            left = left(application);
        }
        System.out.println("left:" + left);
    }

    private static String left(WeakReference<ClassLoader> application) throws IOException {
        long processes = ProcessHandle.current().children().count();
        return (threads() == 0 ? "" : " threads " + threads()) + (processes == 0 ? "" : " processes " + processes)
                + (files() == 0 ? "" : " files " + files()) + (application.refersTo(null) ? "" : " classes");
    }

    /** Returns what all its classes go with. */
    private static WeakReference<ClassLoader> serve(boolean closes, Iterable<Path> classPath) throws Exception {
        Stream.Builder<URL> urls = Stream.builder();
        for (Path entry : classPath) {
            urls.add(entry.toUri().toURL());
        }
        AppLoader loader = new AppLoader(urls.build().toArray(URL[]::new));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        AutoCloseable pool = (AutoCloseable) loader.loadClass("shop.App").getMethod("start").invoke(null);
        if (closes) {
            pool.close();
        }
        loader.stop();
        Thread.currentThread().setContextClassLoader(before);
        return new WeakReference<>(loader);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("carom-")).count();
    }

    private static long files() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(file -> file.getFileName().toString().startsWith("carom-")).count();
        }
    }
}
