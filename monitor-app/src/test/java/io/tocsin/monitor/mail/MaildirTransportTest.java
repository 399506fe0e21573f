package io.tocsin.monitor.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.routing.Notification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MaildirTransportTest {

    private static final Notification NOTIFICATION = Notifications.first("lead@example.com", "attack");

    @TempDir
    private Path folder;

    @Test
    void aMailIsAPrivateFileNamedByItsId() throws Exception {
        MaildirTransport maildir = new MaildirTransport(folder.resolve("mail"));
        assertEquals(new Delivery.Delivered(NOTIFICATION.id() + ".eml"), maildir.deliver(message()));

        Path file = maildir.newMails().resolve(NOTIFICATION.id() + ".eml");
        assertEquals(Notifications.text(message()), Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(maildir.newMails())));
        assertEquals(List.of(), names("tmp"));
    }

    @Test
    void aMailThatIsSentAgainIsThereOnce() throws Exception {
        MaildirTransport maildir = new MaildirTransport(folder.resolve("mail"));
        maildir.deliver(message());
        assertInstanceOf(Delivery.Delivered.class, maildir.deliver(message()));
        assertEquals(List.of(NOTIFICATION.id() + ".eml"), names("new"));
    }

    @Test
    void aMailThatSomebodyHasReadIsNotWrittenAgain() throws Exception {
        MaildirTransport maildir = new MaildirTransport(folder.resolve("mail"));
        maildir.deliver(message());
        String name = NOTIFICATION.id() + ".eml";
        Files.move(maildir.newMails().resolve(name), folder.resolve("mail/cur").resolve(name + ":2,S"));
        assertInstanceOf(Delivery.Delivered.class, maildir.deliver(message()));
        assertEquals(List.of(), names("new"));
    }

    @Test
    void whatACrashLeftBehindDoesNotHinder() throws Exception {
        MaildirTransport maildir = new MaildirTransport(folder.resolve("mail"));
        Files.writeString(
                folder.resolve("mail/tmp/" + NOTIFICATION.id() + "."
                        + ProcessHandle.current().pid()),
                "half a m");
        maildir.deliver(message());
        assertEquals(
                Notifications.text(message()),
                Files.readString(maildir.newMails().resolve(NOTIFICATION.id() + ".eml")));
    }

    @Test
    void aFolderThatIsGoneIsToldAndTheMailWaits() throws Exception {
        MaildirTransport maildir = new MaildirTransport(folder.resolve("mail"));
        assertTrue(maildir.problem().isEmpty());
        Files.delete(folder.resolve("mail/tmp"));
        Delivery.Deferred deferred = assertInstanceOf(Delivery.Deferred.class, maildir.deliver(message()));
        assertEquals(Delivery.Scope.SERVER, deferred.scope());
        assertFalse(maildir.problem().isEmpty());
    }

    @Test
    void aFileInPlaceOfTheFolderIsRefusedAtTheStart() throws Exception {
        Path file = Files.writeString(folder.resolve("mail"), "");
        assertThrows(IOException.class, () -> new MaildirTransport(file));
    }

    private static MailMessage message() throws UndeliverableException {
        return MailMessage.of(NOTIFICATION, Notifications.IDENTITY);
    }

    private List<String> names(String sub) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("mail").resolve(sub))) {
            return files.map(each -> each.getFileName().toString()).toList();
        }
    }
}
