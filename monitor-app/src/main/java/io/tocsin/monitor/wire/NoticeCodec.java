package io.tocsin.monitor.wire;

import io.tocsin.rules.routing.Notice;
import io.tocsin.rules.routing.Notification;
import org.jspecify.annotations.Nullable;

/**
 * The values of the {@code notices} topic, internal to {@code notify}: what decides whether a notification is sent by
 * itself, in a compact binary form, and behind it the notification as it is to be sent. Who decides needn't read that:
 * in a storm most are counted and thrown away.
 */
public final class NoticeCodec {
    private static final int FORMAT = 1;

    /**
     * A notice, and the message that it is about.
     *
     * @param notice what decides
     * @param message the bytes of {@link NotificationCodec}
     */
    public record Routed(Notice notice, byte[] message) {}

    private NoticeCodec() {}

    /**
     * The bytes of a notification that is due.
     *
     * @param subject whom or what it is about
     */
    public static byte[] encode(Notification notification, String subject) {
        Notice notice = Notice.of(notification, subject);
        BinaryWriter out = new BinaryWriter(FORMAT);
        out.writeText(notice.tenant());
        out.writeText(notice.recipient());
        out.writeText(notice.role());
        out.writeText(notice.kind().label());
        out.writeText(notice.severity().label());
        out.writeText(notice.title());
        out.writeText(notice.subject());
        out.writeLong(notice.createdAtMs());
        out.writeBytes(NotificationCodec.encode(notification));
        return out.toBytes();
    }

    /**
     * Reads a value. The message in it is not looked into.
     *
     * @throws MalformedRecordException when it is none
     */
    public static Routed decode(byte @Nullable [] value) throws MalformedRecordException {
        if (value == null) {
            throw new MalformedRecordException("a notice has a value");
        }
        return BinaryReader.read(
                value,
                FORMAT,
                in -> new Routed(
                        new Notice(
                                in.readText(),
                                in.readText(),
                                in.readText(),
                                Labels.kind(in.readText()),
                                Labels.severity(in.readText()),
                                in.readText(),
                                in.readText(),
                                in.readLong()),
                        in.readBytes()));
    }
}
