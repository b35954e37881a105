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
import java.util.zip.ZipInputStream;

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
        NestedLocation inWar = own == null ? ParentCode.inWar(OwnClasses.class) : null;
        try {
            if (own != null && Files.isRegularFile(own)) {
                loadFrom(own);
            } else if (inWar != null) {
                loadFrom(inWar);
            }
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "pools may not be able to end once the class loader of Carom is closed", e);
        }
    }

    private static void loadFrom(Path own) throws IOException {
        try (ZipFile jar = new ZipFile(own.toFile())) {
            Set<String> known = new HashSet<>();
            for (ZipEntry entry : Collections.list(jar.entries())) {
                if (isNeeded(entry)) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        load(entry, in, known);
                    }
                }
            }
        }
    }

    private static void loadFrom(NestedLocation inWar) throws IOException {
        try (ZipFile war = new ZipFile(inWar.outer().toFile())) {
            ZipEntry own = war.getEntry(inWar.entry());
            if (own == null) {
                return;
            }
            try (ZipInputStream jar = new ZipInputStream(war.getInputStream(own))) {
                Set<String> known = new HashSet<>();
                for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                    if (isNeeded(entry)) {
                        load(entry, jar, known);
                    }
                }
            }
        }
    }

    private static boolean isNeeded(ZipEntry entry) {
        String name = entry.getName();
        return name.startsWith(OWN) && name.endsWith(CLASS) && !name.startsWith(NOT_NEEDED_HERE);
    }

    /** That class, and what it refers to. */
    private static void load(ZipEntry entry, InputStream in, Set<String> known) throws IOException {
        String name = entry.getName();
        load(name.substring(0, name.length() - CLASS.length()), known);
        ClassReferences.of(in.readAllBytes()).forEach(reference -> load(reference, known));
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
