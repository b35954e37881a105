package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.carom.error.LaunchException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PoolDirectoryTest {
    private static final FileTime OLD = FileTime.fromMillis(0);

    @TempDir
    Path base;

    @Test
    void freshDirectory_letsOnlyItsOwnerIn() throws Exception {
        try (PoolDirectory directory = PoolDirectory.create(base)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path()))).isEqualTo("rwx------");
        }
    }

    @Test
    void directoryThatTheUmaskTookFromItsOwner_isSaidToBeThat() throws Exception {
        Path fresh = Files.createDirectory(base.resolve("fresh"));
        assertThat(PoolDirectory.rightsMissing(fresh)).isNull();

        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("r-x------"));

        assertThat(PoolDirectory.rightsMissing(fresh)).contains("umask", "r-x------");
    }

    @Test
    void close_deletesItWithContentAndToleratesThatItIsGone() throws Exception {
        PoolDirectory directory = PoolDirectory.create(base);
        Files.createDirectories(directory.path().resolve("a/b"));
        Files.writeString(directory.path().resolve("a/b/file"), "x");

        directory.close();
        directory.close();

        assertThat(base).isEmptyDirectory();
    }

    /** Descriptors may be lacking, say; here there are more levels than it opens. */
    @Test
    void directoryThatCouldNotBeDeleted_goesWithTheNextPool() throws Exception {
        PoolDirectory first = PoolDirectory.create(base);
        Files.createDirectories(first.path().resolve("level/".repeat(70)));
        first.close();
        Path left;
        try (Stream<Path> all = Files.list(base)) {
            left = all.toList().get(0);
        }
        for (int levels = 70; levels > 60; levels--) {
            Files.delete(left.resolve("level/".repeat(levels)));
        }

        PoolDirectory.create(base).close();

        assertThat(base).isEmptyDirectory();
    }

    @Test
    @Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // the open of a pipe would wait for its other end
    void renew_letsAllLookNew_butWhatWorkersOwn() throws Exception {
        try (PoolDirectory directory = PoolDirectory.create(base)) {
            directory.admit(7);
            Path workers = Files.writeString(directory.of(7).resolve("journal"), "x");
            Path unpacked = Files.createDirectories(directory.path().resolve("lib/8"));
            Path jar = Files.writeString(unpacked.resolve("a.jar"), "x");
            Path strangers = Files.writeString(base.resolve("stranger"), "x");
            Files.createSymbolicLink(directory.path().resolve("link"), strangers);
            assertThat(new ProcessBuilder("mkfifo", unpacked.resolve("pipe").toString()).start().waitFor()).isZero();
            Path lock = directory.path().resolve("owner.lock");
            List<Path> directories = List.of(directory.path(), directory.of(7), unpacked);
            for (Path file : Stream.concat(directories.stream(), Stream.of(jar, workers, strangers)).toList()) {
                Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(OLD, OLD, null);
            }
            FileTime lockModified = Files.getLastModifiedTime(lock);

            directory.renew();

            assertThat(directories).allSatisfy(file -> assertThat(times(file)).doesNotContain(OLD));
            assertThat(times(jar)).as("modified, which archives go by, and accessed").startsWith(OLD).doesNotHaveDuplicates();
            assertThat(List.of(workers, strangers)).allSatisfy(file -> assertThat(times(file)).containsOnly(OLD));
            assertThat(Files.getLastModifiedTime(lock)).isGreaterThan(lockModified);
            assertThat(Files.readString(Path.of("/proc/locks"))).contains(":" + Files.getAttribute(lock, "unix:ino") + " ");
        }
    }

    private static List<FileTime> times(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(attributes.lastModifiedTime(), attributes.lastAccessTime());
    }

    @Test
    void close_isForGood() throws Exception {
        PoolDirectory directory = PoolDirectory.create(base);
        directory.close();

        assertThatIOException().isThrownBy(() -> directory.admit(1)).withMessageContaining("its pool has ended");
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> directory.restore("arguments", new byte[1]))
                .withMessageContaining("its pool has ended");
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void sealedDirectory_isThereAndLetsNobodyInAnyMore() throws Exception {
        try (PoolDirectory directory = PoolDirectory.create(base)) {
            directory.admit(1);
            directory.seal();

            assertThatIOException().isThrownBy(() -> directory.admit(2));
            assertThat(directory.path().resolve("1")).isEmptyDirectory();
            assertThat(directory.path().resolve("2")).doesNotExist();
        }
    }

    @Test
    void link_isDeletedAndNotFollowed() throws Exception {
        Path precious = Files.writeString(Files.createDirectory(base.resolve("precious")).resolve("file"), "x");
        PoolDirectory directory = PoolDirectory.create(base);
        Files.createSymbolicLink(directory.path().resolve("link"), precious.getParent());

        directory.close();

        assertThat(precious).exists();
    }

    @Test
    void baseTooLongForASocket_isLeftForAShortOne() throws Exception {
        Path longBase = Files.createDirectories(base.resolve("x".repeat(90)));
        try (PoolDirectory directory = PoolDirectory.create(longBase)) {
            assertThat(directory.path().getParent()).isEqualTo(Path.of("/tmp"));
            assertThat(directory.socket(Integer.MAX_VALUE).toString().getBytes(StandardCharsets.UTF_8))
                    .hasSizeLessThanOrEqualTo(100);
        }
    }

    @Test
    @Tag("B231")
    @Tag("B201")
    void directoryOfADeadOwner_isSweptByTheNextPool() throws Exception {
        Path stale = Files.createDirectory(base.resolve(StaleDirectories.prefix(deadProcess()) + "01234567"));
        Files.writeString(stale.resolve("1.sock"), "x");
        Files.writeString(stale.resolve("owner.lock"), "");

        try (PoolDirectory directory = PoolDirectory.create(base)) {
            assertThat(stale).doesNotExist();
            assertThat(directory.path()).exists();
        }
    }

    @Test
    @Tag("B201")
    void directoryOfAnOwnerThatDiedMeanwhile_goesWithThePool() throws Exception {
        PoolDirectory directory = PoolDirectory.create(base);
        Path stale = Files.createDirectory(base.resolve(StaleDirectories.prefix(deadProcess()) + "01234567"));

        directory.close();

        assertThat(stale).doesNotExist();
    }

    @Test
    @Tag("B231")
    void directoryOfALivingOwner_isKept() throws Exception {
        try (PoolDirectory first = PoolDirectory.create(base);
                PoolDirectory second = PoolDirectory.create(base)) {
            assertThat(first.path()).exists();
            assertThat(second.path()).exists().isNotEqualTo(first.path());
        }
    }

    @Test
    @Tag("B231")
    void numberOfADeadOwnerThatIsInUseAgain_isNotItsOwner() throws Exception {
        Path stale = Files.createDirectory(base.resolve("carom-" + ProcessHandle.current().pid() + "-1-01234567"));

        PoolDirectory.create(base).close();

        assertThat(stale).doesNotExist();
    }

    @Test
    void directoryWhoseOwnerCouldNotReadItsStartTime_isKeptWhileThatNumberIsInUse() throws Exception {
        Path unsure = Files.createDirectory(base.resolve("carom-" + ProcessHandle.current().pid() + "-0-01234567"));

        PoolDirectory.create(base).close();

        assertThat(unsure).exists();
    }

    @Test
    void lockedDirectoryWhoseOwnerIsNotSeen_isKept() throws Exception {
        Path elsewhere = Files.createDirectory(base.resolve(StaleDirectories.prefix(deadProcess()) + "01234567"));
        Path lock = elsewhere.resolve("owner.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                var held = channel.lock()) {
            PoolDirectory.create(base).close();

            assertThat(held.isValid()).isTrue();
            assertThat(elsewhere).exists();
        }
    }

    @Test
    void otherDirectories_areKept() throws Exception {
        Path other = Files.createDirectory(base.resolve("carom-notes"));
        Path planted = Files.createSymbolicLink(base.resolve(StaleDirectories.prefix(deadProcess()) + "01234567"), other);

        PoolDirectory.create(base).close();

        assertThat(other).exists();
        assertThat(planted).exists();
    }

    @Test
    void fileThatACleanerTook_isRestored() throws Exception {
        try (PoolDirectory directory = PoolDirectory.create(base)) {
            Path file = directory.restore("arguments", new byte[] {1, 2});
            Deletion.of(directory.path());

            assertThat(directory.restore("arguments", new byte[] {1, 2})).isEqualTo(file).hasBinaryContent(new byte[] {1, 2});
        }
    }

    /** Its start time is unknown by now, so the name has zero for it. */
    private static ProcessHandle deadProcess() throws Exception {
        Process process = new ProcessBuilder("true").start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.toHandle();
    }
}
