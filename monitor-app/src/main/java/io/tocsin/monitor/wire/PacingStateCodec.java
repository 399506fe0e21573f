package io.tocsin.monitor.wire;

import io.tocsin.rules.routing.Digest;
import io.tocsin.rules.routing.MailBucket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys and values of the store that paces mails.
 *
 * <p>Four kinds of entries, told apart by the key's first byte, which the key of the mailbox on {@code notices} follows: its
 * bucket, which stays; and while a digest is open, its counts, its first notice's message as it came, and the subjects of
 * the first notices one by one. What grows large thus is written once, and only the counts with each notice. The open
 * digests stand side by side, so that a tick finds them. A value of ours begins with its format.
 */
public final class PacingStateCodec {
    private static final byte BUCKET = 'b';
    private static final byte DIGEST = 'd';
    private static final byte AFTER_DIGESTS = DIGEST + 1;
    private static final byte FIRST_MESSAGE = 'm';
    private static final byte SUBJECT = 's';
    private static final int FORMAT = 1;

    private PacingStateCodec() {}

    /** Where the bucket of a mailbox stands. */
    public static Bytes bucketKey(byte[] mailbox) {
        return key(BUCKET, mailbox);
    }

    /** Where the counts of a mailbox's open digest stand. */
    public static Bytes digestKey(byte[] mailbox) {
        return key(DIGEST, mailbox);
    }

    /** Where the message of an open digest's first notice stands. */
    public static Bytes firstMessageKey(byte[] mailbox) {
        return key(FIRST_MESSAGE, mailbox);
    }

    /** Where the subject of one of an open digest's first notices stands; they are numbered from 1. */
    public static Bytes subjectKey(byte[] mailbox, int number) {
        byte[] behind = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        return key(SUBJECT, mailbox, behind);
    }

    /** Where the open digests begin. */
    public static Bytes firstDigest() {
        return Bytes.wrap(new byte[] {DIGEST});
    }

    /** Behind every open digest. */
    public static Bytes afterDigests() {
        return Bytes.wrap(new byte[] {AFTER_DIGESTS});
    }

    /** The mailbox whose digest stands under a key. */
    public static byte[] mailboxOf(Bytes digestKey) {
        return Arrays.copyOfRange(digestKey.get(), 1, digestKey.get().length);
    }

    private static Bytes key(byte kind, byte[] mailbox, byte... more) {
        byte[] key = new byte[1 + mailbox.length + more.length];
        ByteBuffer.wrap(key).put(kind).put(mailbox).put(more);
        return Bytes.wrap(key);
    }

    /** The bytes of a bucket. */
    public static byte[] encode(MailBucket bucket) {
        BinaryWriter out = new BinaryWriter(FORMAT);
        out.writeInt(bucket.tokens());
        out.writeFixedLong(bucket.sinceMs());
        out.writeLong(bucket.storms());
        out.writeInt(bucket.digests());
        return out.toBytes();
    }

    /**
     * The bucket in some bytes.
     *
     * @throws IllegalStateException if they are anything else: nobody but this class writes them
     */
    public static MailBucket decodeBucket(byte[] bytes) {
        return stored(bytes, in -> new MailBucket(in.readInt(), in.readFixedLong(), in.readLong(), in.readInt()));
    }

    /** The bytes of a digest's counts. */
    public static byte[] encode(Digest digest) {
        BinaryWriter out = new BinaryWriter(FORMAT);
        out.writeText(digest.tenant());
        out.writeText(digest.recipient());
        out.writeText(digest.role());
        out.writeLong(digest.count());
        out.writeFixedLong(digest.firstMs());
        out.writeFixedLong(digest.lastMs());
        out.writeText(digest.severity().label());
        out.writeInt(digest.lines().size());
        digest.lines().forEach((sort, count) -> {
            out.writeText(sort.kind().label());
            out.writeText(sort.severity().label());
            out.writeText(sort.title());
            out.writeLong(count);
        });
        out.writeLong(digest.others());
        return out.toBytes();
    }

    /**
     * The digest in some bytes.
     *
     * @throws IllegalStateException if they are anything else: nobody but this class writes them
     */
    public static Digest decodeDigest(byte[] bytes) {
        return stored(
                bytes,
                in -> new Digest(
                        in.readText(),
                        in.readText(),
                        in.readText(),
                        in.readLong(),
                        in.readFixedLong(),
                        in.readFixedLong(),
                        Labels.severity(in.readText()),
                        lines(in),
                        in.readLong()));
    }

    private static Map<Digest.Sort, Long> lines(BinaryReader in) throws MalformedRecordException {
        Map<Digest.Sort, Long> lines = new LinkedHashMap<>();
        int size = in.readSize();
        for (int i = 0; i < size; i++) {
            Digest.Sort sort =
                    new Digest.Sort(Labels.kind(in.readText()), Labels.severity(in.readText()), in.readText());
            lines.put(sort, in.readLong());
        }
        return lines;
    }

    /** The bytes of a subject. */
    public static byte[] encode(String subject) {
        return subject.getBytes(StandardCharsets.UTF_8);
    }

    /** The subject in some bytes. */
    public static String decodeSubject(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static <T> T stored(byte[] bytes, BinaryReader.Body<T> body) {
        try {
            return BinaryReader.read(bytes, FORMAT, body);
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("the stored state of a mailbox can't be read", e);
        }
    }
}
