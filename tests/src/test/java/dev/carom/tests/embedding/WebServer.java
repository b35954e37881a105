package dev.carom.tests.embedding;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

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

        /** A loader of the JDK knows no jar in a {@code war:}. */
        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            for (URL url : getURLs()) {
                if (url.getProtocol().equals("war")) {
                    String entry = url.getPath().endsWith("/") ? url + file : "jar:" + url + "!/" + file;
                    try (InputStream in = URI.create(entry).toURL().openStream()) {
                        byte[] bytes = in.readAllBytes();
                        return defineClass(name, bytes, 0, bytes.length, new CodeSource(url, (Certificate[]) null));
                    } catch (IOException e) {
                        // it may be in the next one
                    }
                }
            }
            return super.findClass(name);
        }

        void stop() throws IOException {
            stopped = true;
            close();
        }
    }

    /** What is in a file as {@code war:file:/app.war*}{@code /WEB-INF/lib/x.jar}, as Tomcat names it that does not unpack it. */
    private static final class War extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    // nothing is kept open
                }

                @Override
                public InputStream getInputStream() throws IOException {
                    String[] parts = url.toExternalForm().substring("war:file:".length()).split("\\*/", 2);
                    try (ZipFile war = new ZipFile(parts[0])) {
                        ZipEntry entry = war.getEntry(parts[1]);
                        if (entry == null) {
                            throw new FileNotFoundException(parts[1]);
                        }
                        return new ByteArrayInputStream(war.getInputStream(entry).readAllBytes());
                    }
                }
            };
        }
    }

    private WebServer() {}

    /** Arguments: whether the application closes its pool, then its class path, as URLs. */
    public static void main(String[] args) throws Exception {
        URL.setURLStreamHandlerFactory(protocol -> protocol.equals("war") ? new War() : null);
        WeakReference<ClassLoader> application = serve(Boolean.parseBoolean(args[0]), Stream.of(args).skip(1).toList());
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
    private static WeakReference<ClassLoader> serve(boolean closes, Iterable<String> classPath) throws Exception {
        Stream.Builder<URL> urls = Stream.builder();
        for (String entry : classPath) {
            urls.add(URI.create(entry).toURL());
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
