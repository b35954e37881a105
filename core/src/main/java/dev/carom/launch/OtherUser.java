package dev.carom.launch;

import dev.carom.error.LaunchException;
import dev.carom.internal.process.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A user whom workers run as.
 *
 * @param name as it was given
 * @param uid his number
 * @param gid the number of his first group
 */
record OtherUser(String name, String uid, String gid) {
    /** Prints those of its arguments that cannot be read. */
    private static final String UNREADABLE = "for file; do test -r \"$file\" || echo \"$file\"; done";

    /** @throws IllegalArgumentException if there is no such user */
    static OtherUser of(String name) {
        Objects.requireNonNull(name, "user");
        return new OtherUser(name, ask(name, "-u"), ask(name, "-g"));
    }

    private static String ask(String name, String question) {
        Programs.Attempt id = Programs.attempt(List.of("id", question, "--", name));
        if (!id.succeeded()) {
            throw new IllegalArgumentException("user must name a user of this machine, but is \"" + name + "\" ("
                    + id.failure() + ")");
        }
        return id.output().strip();
    }

    /**
     * What stands before a command that he is to run. The change of user takes back the death signal that the worker had;
     * {@code setpriv} asks for a new one after that.
     */
    List<String> words() {
        return List.of("setpriv", "--reuid", uid, "--regid", gid, "--init-groups", "--no-new-privs", "--pdeathsig", "KILL");
    }

    /** @throws LaunchException if there are files among these that he cannot read */
    void requireReadable(Set<Path> files) {
        List<String> command = new ArrayList<>(words());
        command.addAll(List.of("sh", "-c", UNREADABLE, "sh"));
        files.stream().filter(Files::exists).map(Path::toString).sorted().forEach(command::add);
        Programs.Attempt attempt = Programs.attempt(command);
        String unreadable = attempt.succeeded() ? attempt.output().strip() : String.valueOf(attempt.failure());
        if (!unreadable.isEmpty()) {
            throw new LaunchException("user " + name + " cannot read " + unreadable.lines().findFirst().orElse("")
                    + ", which its workers need; let him read it and enter each directory above it, or put the code elsewhere"
                    + " and name it with classPath(...)", null);
        }
    }
}
