package io.tocsin.benchmarks.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the program takes of the machine. */
final class Disk {
    private Disk() {}

    /** The bytes of all files below a folder whose path holds a text; files that go away meanwhile count as nothing. */
    static long bytesBelow(Path folder, String part) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> path.toString().contains(part))
                    .map(Path::toFile)
                    .filter(file -> file.isFile())
                    .mapToLong(file -> file.length())
                    .sum();
        } catch (UncheckedIOException e) {
            return bytesBelow(folder, part);
        }
    }

    /** The memory that this process holds, the stores' outside of the heap included; 0 where Linux doesn't tell. */
    static long residentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return 0;
    }
}
