package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountView;
import io.tocsin.rules.containment.AccountView.Alarm;
import io.tocsin.rules.containment.ReportedResult;
import io.tocsin.rules.containment.Review;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the store from which the states of accounts are made.
 *
 * <p>Two kinds of entries, told apart by the key's first byte: an account's view by its key on {@code account-commands}, and
 * the due index, one entry for each account for which a tick will have something to do, by when. Numbers are big-endian, so
 * that the store's order is the order of time. A value begins with its format.
 */
public final class AccountViewCodec {
    private static final byte ACCOUNT = 'a';
    private static final byte DUE = 'd';
    private static final byte FORMAT = 1;
    private static final byte[] INDEXED = {FORMAT};
    private static final int DUE_PREFIX_LENGTH = 1 + Long.BYTES;

    private AccountViewCodec() {}

    /** Where the view of an account stands. */
    public static Bytes viewKey(byte[] account) {
        return Bytes.wrap(ByteBuffer.allocate(1 + account.length)
                .put(ACCOUNT)
                .put(account)
                .array());
    }

    /** Where the due index names an account. */
    public static Bytes dueKey(long dueAtMs, byte[] account) {
        return Bytes.wrap(ByteBuffer.allocate(DUE_PREFIX_LENGTH + account.length)
                .put(DUE)
                .putLong(dueAtMs)
                .put(account)
                .array());
    }

    /** The value of every entry of the due index. */
    public static byte[] dueValue() {
        return INDEXED.clone();
    }

    /** The account that an entry of the due index names. */
    public static byte[] accountOf(Bytes dueKey) {
        return Arrays.copyOfRange(dueKey.get(), DUE_PREFIX_LENGTH, dueKey.get().length);
    }

    /** Where the due index begins. */
    public static Bytes firstDue() {
        return dueKey(0, new byte[0]);
    }

    /** Behind every account that is due at {@code nowMs}. */
    public static Bytes afterDue(long nowMs) {
        return dueKey(nowMs + 1, new byte[0]);
    }

    /** The bytes of a view. */
    public static byte[] encode(AccountView view) {
        byte[] json = JsonFields.write(out -> {
            writeCommand(out, "command", view.command());
            writeCommand(out, "lock", view.lock());
            ReportedResult answer = view.answer();
            if (answer != null) {
                out.writeObjectFieldStart("answer");
                AccountStateCodec.writeFields(out, answer);
                out.writeEndObject();
            }
            AccountStateCodec.writeReview(out, view.review());
            out.writeArrayFieldStart("early");
            for (ReportedResult each : view.early()) {
                out.writeStartObject();
                AccountStateCodec.writeFields(out, each);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeArrayFieldStart("knownIds");
            for (String id : view.knownIds()) {
                out.writeString(id);
            }
            out.writeEndArray();
            out.writeStringField("alarm", view.alarm().name());
            out.writeNumberField("heardAtMs", view.heardAtMs());
            out.writeNumberField("dueAtMs", view.dueAtMs());
        });
        return ByteBuffer.allocate(1 + json.length).put(FORMAT).put(json).array();
    }

    private static void writeCommand(JsonGenerator out, String field, @Nullable AccountCommand command)
            throws IOException {
        if (command != null) {
            out.writeObjectFieldStart(field);
            AccountCommandCodec.writeFields(out, command);
            out.writeEndObject();
        }
    }

    /**
     * The view in some bytes.
     *
     * @throws IllegalStateException if they are anything else: nobody but this class writes them
     */
    public static AccountView decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != FORMAT) {
            throw new IllegalStateException(
                    "a stored value has a format other than " + FORMAT + "; a new format needs a new store");
        }
        try {
            return read(JsonFields.read(Arrays.copyOfRange(bytes, 1, bytes.length)));
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("the stored view of an account can't be read", e);
        }
    }

    private static AccountView read(JsonFields fields) throws MalformedRecordException {
        AccountCommand command = readCommand(fields, "command");
        AccountCommand lock = readCommand(fields, "lock");
        ReportedResult answer = fields.has("answer") ? AccountStateCodec.readReport(fields.object("answer")) : null;
        Review review = AccountStateCodec.readReview(fields);
        List<ReportedResult> early = new ArrayList<>();
        for (JsonFields each : fields.objects("early")) {
            early.add(AccountStateCodec.readReport(each));
        }
        AccountView view = new AccountView(
                command,
                lock,
                answer,
                review,
                early,
                fields.textArray("knownIds"),
                fields.oneOf("alarm", Alarm.class, Alarm::name),
                fields.integer("heardAtMs"),
                fields.integer("dueAtMs"));
        fields.end();
        return view;
    }

    private static @Nullable AccountCommand readCommand(JsonFields fields, String field)
            throws MalformedRecordException {
        return fields.has(field) ? AccountCommandCodec.readFields(fields.object(field)) : null;
    }
}
