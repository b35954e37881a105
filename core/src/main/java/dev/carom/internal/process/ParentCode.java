package dev.carom.internal.process;

import dev.carom.error.LaunchException;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Finds the code that this JVM runs, so that a worker can run it: from a class path, a module path, a jar in a Spring Boot
 * jar, the URLs of another class loader, or the memory of a program that was started from its source.
 */
final class ParentCode {
    private static final List<String> SPRING_LAUNCHERS = List.of(
            "org.springframework.boot.loader.launch.PropertiesLauncher",
            "org.springframework.boot.loader.PropertiesLauncher");

    private static final String WAR = "war";
    private static final String CAROM = JavaCommand.WORKER_MAIN.replace('.', '/') + ".class";
    private static final String JNA = "com/sun/jna/Native.class";

    private final Class<?> anchor;
    private final String mainClass;
    private final UnpackedCode unpacked;
    private final Path sources;

    /**
     * @param anchor a class of Carom: where it comes from decides
     * @param mainClass the worker's
     * @param unpackTo where code goes that a JVM cannot read where it is
     */
    ParentCode(Class<?> anchor, String mainClass, Path unpackTo) {
        this.anchor = anchor;
        this.mainClass = mainClass;
        this.unpacked = new UnpackedCode(unpackTo);
        this.sources = unpackTo.resolveSibling("program");
    }

    /** The code for workers with the given class path, or with this JVM's where there is none. */
    CodePath find(@Nullable List<Path> classPath) {
        if (classPath != null) {
            return CodePath.ofClassPath(withOwnCode(classPath), mainClass);
        }
        Module module = anchor.getModule();
        if (module.isNamed()) {
            return modules(Objects.requireNonNullElse(module.getLayer(), ModuleLayer.boot()),
                    List.of("-m", module.getName() + "/" + mainClass));
        }
        ClassLoader loader = anchor.getClassLoader();
        if (isBelowTheSystems(loader)) {
            CodePath code = modules(ModuleLayer.boot(), List.of(mainClass));
            return SourceProgram.copy(sources).map(code::with).orElse(code);
        }
        return springBoot().orElseGet(() -> CodePath.ofClassPath(loaderClassPath(loader), mainClass));
    }

    /** The jar or directory that Carom comes from; null where that is no file, as in a Spring Boot jar. */
    @Nullable Path own() {
        return fileOf(anchor);
    }

    /** As {@link #own}, of any class. */
    static @Nullable Path fileOf(Class<?> type) {
        URL source = codeSource(type).orElse(null);
        return source != null && source.getProtocol().equals("file") ? UnpackedCode.path(source) : null;
    }

    /** Where that class comes from, if that is a web application that is not unpacked. */
    static @Nullable NestedLocation inWar(Class<?> type) {
        URL source = codeSource(type).orElse(null);
        return source != null && source.getProtocol().equals(WAR) ? NestedLocation.parse(source).orElse(null) : null;
    }

    /** Whether what this loader loads is known to the system's, which may be one of the user's, in workers too. */
    static boolean isBelowTheSystems(@Nullable ClassLoader loader) {
        ClassLoader next = ClassLoader.getSystemClassLoader();
        while (next != null && next != loader) {
            next = next.getParent();
        }
        return next == loader;
    }

    /**
     * The class path as it was given to this JVM, made absolute; an empty entry is the working directory. Without those that
     * cannot be paths: this JVM has passed over them, too.
     */
    static List<String> absolute(String path) {
        List<String> entries = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator, -1)) {
            try {
                entries.add(Path.of(entry).toAbsolutePath().toString());
            } catch (InvalidPathException e) {
                Log.LOG.log(Level.WARNING, "neither this JVM nor its workers load code from \"{0}\", which is on its class path: in"
                        + " the charset {1} no file has that name ({2}); LC_ALL=C.UTF-8 in its environment allows any",
                        entry, System.getProperty("sun.jnu.encoding"), e.getReason());
            }
        }
        return List.copyOf(entries);
    }

    private static List<String> systemClassPath() {
        String classPath = System.getProperty("java.class.path", "");
        return classPath.isEmpty() ? List.of() : absolute(classPath);
    }

    /** The class path, and the modules of a layer but for the JDK's own; there may be none. */
    private static CodePath modules(ModuleLayer layer, List<String> main) {
        Set<String> names = new LinkedHashSet<>();
        Set<String> locations = new LinkedHashSet<>();
        for (ResolvedModule resolved : layer.configuration().modules()) {
            String name = resolved.name();
            Optional<URI> location = resolved.reference().location();
            boolean file = location.isPresent() && location.get().getScheme().equals("file");
            if (file) {
                locations.add(Path.of(location.get()).toString());
            }
            if (file || !name.startsWith("java.") && !name.startsWith("jdk.")) {
                names.add(name); // those linked into a runtime image have no file, but are no part of every image
            }
        }
        String modulePath = System.getProperty("jdk.module.path", "");
        if (layer == ModuleLayer.boot() && !modulePath.isEmpty()) {
            locations.clear();
            locations.addAll(absolute(modulePath));
        }
        List<String> options =
                names.isEmpty() ? List.of() : List.of("--add-modules", String.join(",", names));
        return new CodePath(systemClassPath(), List.copyOf(locations), options, main);
    }

    /** An executable jar is started again by its own loader, which can start any class in it; not so a web application in it. */
    private Optional<CodePath> springBoot() {
        Optional<NestedLocation> nested = codeSource(anchor)
                .filter(source -> !source.getProtocol().equals(WAR))
                .flatMap(NestedLocation::parse);
        if (nested.isEmpty()) {
            return Optional.empty();
        }
        return SPRING_LAUNCHERS.stream()
                .filter(name -> ClassLoader.getSystemResource(name.replace('.', '/') + ".class") != null)
                .findFirst()
                .map(launcher -> new CodePath(
                        List.of(nested.get().outer().toString()),
                        List.of(),
                        List.of("-Dloader.main=" + mainClass),
                        List.of(launcher)));
    }

    /**
     * What a loader outside the class path sees, in the order in which loaders ask: parents first. The class path comes last
     * where it is no parent; some loaders ask it all the same.
     */
    private List<String> loaderClassPath(ClassLoader loader) {
        List<URLClassLoader> chain = new ArrayList<>();
        ClassLoader next = loader;
        while (next != null && next != ClassLoader.getSystemClassLoader()) {
            if (next instanceof URLClassLoader urls) {
                chain.add(0, urls);
            }
            next = next.getParent();
        }
        if (!(loader instanceof URLClassLoader)) {
            throw new LaunchException(
                    "cannot tell which class path workers need: Carom was loaded by " + loader
                            + "; name it with classPath(...)", null);
        }
        Set<String> entries = new LinkedHashSet<>();
        if (next != null) {
            entries.addAll(systemClassPath());
        }
        for (URLClassLoader urls : chain) {
            for (URL url : urls.getURLs()) {
                entries.add(unpacked.file(url).toString());
            }
        }
        entries.addAll(systemClassPath());
        return List.copyOf(entries);
    }

    /**
     * The class path as it is given, and what of Carom and JNA is not on it: workers cannot start without the one, nor raise
     * soft limits without the other.
     */
    private List<String> withOwnCode(List<Path> classPath) {
        Set<String> entries = classPath.stream().map(Path::toString).collect(Collectors.toCollection(LinkedHashSet::new));
        if (!holds(classPath, CAROM)) {
            codeSource(anchor).ifPresent(url -> entries.add(unpacked.file(url).toString()));
        }
        ClassLoader loader = anchor.getClassLoader();
        URL jna = loader == null ? null : loader.getResource(JNA);
        if (jna != null && jna.getProtocol().equals("jar") && !holds(classPath, JNA)) {
            entries.add(unpacked.container(jna, JNA).toString());
        }
        return List.copyOf(entries);
    }

    private static boolean holds(List<Path> classPath, String resource) {
        return classPath.stream().anyMatch(entry ->
                Files.isDirectory(entry) ? Files.exists(entry.resolve(resource)) : Files.isRegularFile(entry) && isIn(entry, resource));
    }

    private static boolean isIn(Path jar, String resource) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.getEntry(resource) != null;
        } catch (IOException e) {
            return false; // no jar: the JVM passes over it too
        }
    }

    private static Optional<URL> codeSource(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? Optional.empty() : Optional.ofNullable(source.getLocation());
    }
}
