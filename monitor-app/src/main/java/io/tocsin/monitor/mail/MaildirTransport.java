package io.tocsin.monitor.mail;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Writes each mail as a file {@code <id>.eml} into a maildir: whole or not at all, first under {@code tmp}, then moved
 * into {@code new}. As the name is the notification's id, a mail that is there already isn't written twice, not even
 * after a crash, also if a mail program has moved it to {@code cur} since. Folders have mode 0700, files 0600.
 */
public final class MaildirTransport implements MailTransport {

    private static final Set<StandardOpenOption> OVERWRITE =
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);

    private final Path tmp;
    private final Path fresh;
    private final Path current;
    private final boolean isPosix;

    /**
     * Creates the folders where they are missing.
     *
     * @throws IOException if they can't be created or written to
     */
    public MaildirTransport(Path folder) throws IOException {
        tmp = folder.resolve("tmp");
        fresh = folder.resolve("new");
        current = folder.resolve("cur");
        isPosix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        for (Path each : new Path[] {tmp, fresh, current}) {
            Files.createDirectories(each, mode("rwx------"));
        }
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
    }

    /** Where mails that nobody has read yet are. */
    public Path newMails() {
        return fresh;
    }

    @Override
    public Delivery deliver(MailMessage message) {
        String name = message.id() + ".eml";
        try {
            if (Files.exists(fresh.resolve(name)) || isInCurrent(message.id())) {
                return new Delivery.Delivered(name + " was there already");
            }
            write(message, name);
            return new Delivery.Delivered(name);
        } catch (IOException e) {
            return new Delivery.Deferred(Delivery.Scope.SERVER, "the maildir can't be written: " + e);
        }
    }

    private void write(MailMessage message, String name) throws IOException {
        // Two processes that write the same mail at once must not write into one file.
        Path unfinished =
                tmp.resolve(message.id() + "." + ProcessHandle.current().pid());
        try (FileChannel file = FileChannel.open(unfinished, OVERWRITE, mode("rw-------"))) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file));
            message.writeTo(out);
            out.flush();
            file.force(true);
        }
        Files.move(
                unfinished, fresh.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (isPosix) {
            // The name, too, must survive a power cut.
            try (FileChannel folder = FileChannel.open(fresh, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    /** Mail programs append flags to the name, so the name's beginning is looked for. */
    private boolean isInCurrent(String id) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(current, id + ".eml*")) {
            return files.iterator().hasNext();
        }
    }

    @Override
    public Optional<String> problem() {
        for (Path each : new Path[] {tmp, fresh, current}) {
            if (!Files.isDirectory(each) || !Files.isWritable(each)) {
                return Optional.of("The maildir's folder " + each + " is missing or can't be written to.");
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        // Nothing is held open between two mails.
    }

    private FileAttribute<?>[] mode(String permissions) {
        if (!isPosix) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
    }
}
