package dev.carom.tests.contexts;

import dev.carom.error.SoftTimeLimitExceededException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** What tasks try from inside of a worker; needs nothing but the JDK and Carom. */
final class Probes {
    private Probes() {}

    /** What comes of reading a file: "read", or the exception. */
    static String read(String path) {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            return in.read() >= 0 ? "read" : "empty";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What comes of opening a file to write to it: "opened", or the exception. */
    static String openToWrite(String path) {
        try (FileChannel file = FileChannel.open(Path.of(path), StandardOpenOption.WRITE)) {
            return file.isOpen() ? "opened" : "closed";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What comes of creating a file in a directory: "written", or the exception. */
    static String writeIn(String directory) {
        try {
            Path file = Files.createFile(Path.of(directory, "probe"));
            Files.delete(file);
            return "written";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What comes of writing so many bytes to a file: "written", or the exception; the file is gone then. */
    static String fill(String path, int bytes) throws IOException {
        Path file = Path.of(path);
        try {
            Files.write(file, new byte[bytes]);
            return "written";
        } catch (IOException e) {
            return e.toString();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** What comes of opening a file that often: "opened", or the exception. */
    static String open(String path, int times) throws IOException {
        List<FileChannel> open = new ArrayList<>();
        try {
            for (int i = 0; i < times; i++) {
                open.add(FileChannel.open(Path.of(path), StandardOpenOption.READ));
            }
            return "opened";
        } catch (IOException e) {
            return e.toString();
        } finally {
            for (FileChannel channel : open) {
                channel.close();
            }
        }
    }

    /** What comes of connecting to a port of this machine: "connected", or the exception. */
    static String connect(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected() ? "connected" : "not connected";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The network interfaces that have an address. */
    static List<String> networks() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(network -> network.inetAddresses().findAny().isPresent())
                .map(NetworkInterface::getName)
                .toList();
    }

    static long visibleProcesses() {
        return ProcessHandle.allProcesses().count();
    }

    static List<String> variables() {
        return List.copyOf(new TreeSet<>(System.getenv().keySet()));
    }

    /** The line of a file that begins so, without that. */
    static String line(String path, String begin) throws IOException {
        return Files.readAllLines(Path.of(path)).stream()
                .filter(line -> line.startsWith(begin))
                .findFirst()
                .map(line -> line.substring(begin.length()).strip())
                .orElse("none");
    }

    static int niceness() throws IOException {
        return Integer.parseInt(line("/proc/self/stat", "").replaceAll(".*\\) ", "").split(" ")[16]);
    }

    static String workingDirectory() throws IOException {
        return Path.of("").toRealPath().toString();
    }

    /** Runs until a soft limit is raised in it. */
    static String caught() {
        long turns = 0;
        try {
            while (Thread.currentThread().isAlive()) {
                turns++;
            }
            return "ended";
        } catch (SoftTimeLimitExceededException e) {
            return turns > 0 ? "caught" : "caught at once";
        }
    }

    /** Has a child of its own, and stays with it. */
    static int stayWithChild() throws IOException {
        new ProcessBuilder("sleep", "1000").start();
        while (Thread.currentThread().isAlive()) {
            LockSupport.park();
        }
        return 0;
    }

    static int burn() {
        long turns = 0;
        while (Thread.currentThread().isAlive()) {
            turns++;
        }
        return (int) turns;
    }

    static int killItself(int signal) throws Exception {
        String pid = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
        return burn();
    }
}
