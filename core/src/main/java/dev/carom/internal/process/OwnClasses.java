package dev.carom.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Carom's own classes, where a web application or a plug-in brings them. Its loader may be closed while this JVM goes on, and
 * some (Tomcat's) then load nothing at all, of the JDK neither. A pool that is still there could not end: so all that Carom's
 * classes name is loaded before that.
 */
public final class OwnClasses {
    private static final String OWN = "dev/carom/";
    private static final String CLASS = ".class";
    private static final String NOT_NEEDED_HERE = "dev/carom/internal/child/";
    private static final Pattern NAME = Pattern.compile("(\\w+/)+[\\w$]+");
    private static final AtomicBoolean LOADED = new AtomicBoolean();

    private OwnClasses() {}

    /** Once, and where their loader may be closed; workers start meanwhile. */
    public static void loadWhereTheyMayGo() {
        if (!ParentCode.isBelowTheSystems(OwnClasses.class.getClassLoader()) && LOADED.compareAndSet(false, true)) {
            load();
        }
    }

    /** What cannot be found is passed over; nothing is done where Carom is in no jar. */
    private static void load() {
        Path own = ParentCode.fileOf(OwnClasses.class);
        if (own == null || !Files.isRegularFile(own)) {
            return;
        }
        try (ZipFile jar = new ZipFile(own.toFile())) {
            Set<String> known = new HashSet<>();
            for (ZipEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (name.startsWith(OWN) && name.endsWith(CLASS) && !name.startsWith(NOT_NEEDED_HERE)) {
                    load(name.substring(0, name.length() - CLASS.length()), known);
                    try (InputStream in = jar.getInputStream(entry)) {
                        ClassReferences.of(in.readAllBytes()).forEach(reference -> load(reference, known));
                    }
                }
            }
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "pools may not be able to end once the class loader of Carom is closed", e);
        }
    }

    private static void load(String name, Set<String> known) {
        if (NAME.matcher(name).matches() && known.add(name)) {
            try {
                Class.forName(name.replace('/', '.'), false, OwnClasses.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                // a text that looks like a class, or a class that only workers need
            }
        }
    }
}
