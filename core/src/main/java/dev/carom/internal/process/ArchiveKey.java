package dev.carom.internal.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a class-data archive is valid for: a Java installation, a class path with the files on it as they are, and the flags
 * that decide how classes are laid out.
 *
 * @param text a name for all that
 * @param obstacle why there can be no archive; null where there can
 */
record ArchiveKey(String text, @Nullable String obstacle) {
    /** Flags that differ between pools of one program and have nothing to do with classes. */
    private static final Pattern IRRELEVANT = Pattern.compile(
            "-D.*|-X(mx|ms|mn|ss|log).*|-(ea|da|esa|dsa|(enable|disable)(system)?assertions)(:.*)?|"
                    + "-XX:(ActiveProcessorCount|ErrorFile|\\w*RAM\\w*|\\w*HeapSize)=.*");

    /** Flags with which the user has an archive of his own, or that keep classes from being archived. */
    private static final Pattern CONTRARY = Pattern.compile(
            "-Xshare:.*|-XX:(Shared(Archive|ClassList)File|ArchiveClassesAtExit|DumpLoadedClassList|AOT).*|"
                    + "-XX:[+-]AutoCreateSharedArchive|-(javaagent|agentlib|agentpath|Xrunjdwp|Xdebug|Xbootclasspath).*|"
                    + "--(patch-module|upgrade-module-path|limit-modules).*|-Djava\\.system\\.class\\.loader=.*");

    /** @param arguments those of the worker's JVM, but for those of its code */
    static ArchiveKey of(JavaHome home, List<String> arguments, CodePath code) {
        List<String> flags = new ArrayList<>(code.options());
        flags.addAll(code.main());
        @Nullable String obstacle = null;
        for (String argument : arguments) {
            if (CONTRARY.matcher(argument).matches()) {
                obstacle = "the flag " + argument + " rules it out";
            }
            if (!IRRELEVANT.matcher(argument).matches()) {
                flags.add(argument);
            }
        }
        List<Path> files = new ArrayList<>(List.of(home.binary(), home.path().resolve("lib").resolve("modules")));
        code.classPath().forEach(entry -> files.addAll(ClassPathGaps.files(Path.of(entry))));
        if (code.classPath().size() == 1) {
            files.addAll(named(Path.of(code.classPath().get(0)))); // a program that is one jar and those that its manifest names
        }
        code.modulePath().forEach(entry -> addModules(Path.of(entry), files));
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                obstacle = file + " is a directory, and only jars can be archived";
            }
        }
        return new ArchiveKey(ClassPathFingerprint.of(files, flags), obstacle);
    }

    /** The files that the manifest of a jar puts on the class path behind it. */
    private static List<Path> named(Path jar) {
        List<Path> named = new ArrayList<>();
        if (Files.isRegularFile(jar)) {
            try (JarFile file = new JarFile(jar.toFile())) {
                Manifest manifest = file.getManifest();
                String urls = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
                for (String url : urls == null ? List.<String>of() : List.of(urls.strip().split("\\s+"))) {
                    URI uri = jar.toUri().resolve(url);
                    if (uri.getScheme().equals("file") && !Files.isDirectory(Path.of(uri))) {
                        named.add(Path.of(uri));
                    }
                }
            } catch (IOException | IllegalArgumentException e) {
                Log.LOG.log(Level.DEBUG, "what the manifest of {0} names cannot be read: {1}", jar, e);
            }
        }
        return named;
    }

    /** An entry of a module path is a module, or a directory of modules. */
    private static void addModules(Path entry, List<Path> files) {
        if (!Files.isDirectory(entry) || Files.exists(entry.resolve("module-info.class"))) {
            files.add(entry);
            return;
        }
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(entry)) {
            modules.forEach(files::add);
        } catch (IOException | DirectoryIteratorException e) {
            files.add(entry); // as a directory it rules the archive out
        }
    }
}
