package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountMemory;
import io.tocsin.rules.containment.LockBudget;
import io.tocsin.rules.containment.LockBudget.Spent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the store that decides on account requests.
 *
 * <p>Three kinds of entries, told apart by the key's first byte, beside those of {@link BlockStoreCodec}: an account's memory by tenant and account; a tenant's
 * budget by tenant; and the due index, one entry per account by the time at which a tick has something to do for it.
 * Locks that run out stand before accounts that are forgotten, so that many of these never hold up an unlock. Numbers
 * are big-endian, so that the store's order is the order of time. A value begins with its format.
 */
public final class ContainmentStateCodec {

    private static final byte ACCOUNT = 'a';
    private static final byte BUDGET = 'b';
    private static final byte DUE_UNLOCK = 'd';
    private static final byte DUE_FORGET = 'e';
    private static final byte FORMAT = 2;
    private static final byte BUDGET_FORMAT = 4;
    private static final byte BUDGET_FORMAT_WITHOUT_ACCOUNTS = 3;
    private static final byte[] INDEXED = {FORMAT};
    private static final int DUE_PREFIX_LENGTH = 1 + Long.BYTES;

    private ContainmentStateCodec() {}

    /** Where the memory of an account stands. */
    public static Bytes accountKey(String tenant, String account) {
        byte[] tenantBytes = tenant.getBytes(StandardCharsets.UTF_8);
        byte[] accountBytes = account.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(1 + Integer.BYTES + tenantBytes.length + accountBytes.length)
                .put(ACCOUNT)
                .putInt(tenantBytes.length)
                .put(tenantBytes)
                .put(accountBytes)
                .array());
    }

    /** Where the budget of a tenant stands. */
    public static Bytes budgetKey(String tenant) {
        byte[] tenantBytes = tenant.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(1 + tenantBytes.length)
                .put(BUDGET)
                .put(tenantBytes)
                .array());
    }

    /** Where the due index names an account with this memory. */
    public static Bytes dueKey(AccountMemory memory, Bytes accountKey) {
        return Bytes.wrap(ByteBuffer.allocate(DUE_PREFIX_LENGTH + accountKey.get().length)
                .put(memory.lock() != null ? DUE_UNLOCK : DUE_FORGET)
                .putLong(memory.dueAtMs())
                .put(accountKey.get())
                .array());
    }

    /** The value of every entry of the due index. */
    public static byte[] dueValue() {
        return INDEXED.clone();
    }

    /** The account that an entry of the due index names. */
    public static Bytes accountOf(Bytes dueKey) {
        return Bytes.wrap(Arrays.copyOfRange(dueKey.get(), DUE_PREFIX_LENGTH, dueKey.get().length));
    }

    /** Where the accounts begin whose lock may have run out. */
    public static Bytes firstUnlock() {
        return due(DUE_UNLOCK, 0);
    }

    /** Behind every account whose lock has run out at {@code nowMs}. */
    public static Bytes afterUnlocks(long nowMs) {
        return due(DUE_UNLOCK, nowMs + 1);
    }

    /** Where the accounts begin that may be forgotten. */
    public static Bytes firstForget() {
        return due(DUE_FORGET, 0);
    }

    /** Behind every account that may be forgotten at {@code nowMs}. */
    public static Bytes afterForgets(long nowMs) {
        return due(DUE_FORGET, nowMs + 1);
    }

    private static Bytes due(byte kind, long dueMs) {
        return Bytes.wrap(
                ByteBuffer.allocate(DUE_PREFIX_LENGTH).put(kind).putLong(dueMs).array());
    }

    /** The bytes of an account's memory. */
    public static byte[] encode(AccountMemory memory) {
        byte[] json = JsonFields.write(out -> {
            write(out, "lock", memory.lock());
            if (memory.lock() != null) {
                out.writeNumberField("lockedAtMs", memory.lockedAtMs());
                out.writeBooleanField("undone", memory.undone());
            }
            out.writeNumberField("locks", memory.locks());
            out.writeNumberField("decaysAtMs", memory.decaysAtMs());
            out.writeArrayFieldStart("decidedIds");
            for (String id : memory.decidedIds()) {
                out.writeString(id);
            }
            out.writeEndArray();
            out.writeNumberField("decidedAtMs", memory.decidedAtMs());
            write(out, "ended", memory.ended());
            write(out, "contested", memory.contested());
            if (!memory.held().isEmpty()) {
                out.writeArrayFieldStart("held");
                for (AccountCommand each : memory.held()) {
                    out.writeStartObject();
                    AccountCommandCodec.writeFields(out, each);
                    out.writeEndObject();
                }
                out.writeEndArray();
            }
        });
        return ByteBuffer.allocate(1 + json.length).put(FORMAT).put(json).array();
    }

    /**
     * The memory in some bytes.
     *
     * @throws IllegalStateException if they are anything else: nobody but this class writes them
     */
    public static AccountMemory decodeMemory(byte[] bytes) {
        requireFormat(bytes);
        try {
            JsonFields fields = JsonFields.read(Arrays.copyOfRange(bytes, 1, bytes.length));
            AccountCommand lock = read(fields, "lock");
            AccountMemory memory = new AccountMemory(
                    lock,
                    lockedAtMs(fields, lock),
                    fields.has("undone") && fields.truth("undone"),
                    fields.smallInteger("locks"),
                    fields.integer("decaysAtMs"),
                    fields.textArray("decidedIds"),
                    fields.integer("decidedAtMs"),
                    read(fields, "ended"),
                    read(fields, "contested"),
                    held(fields));
            fields.end();
            return memory;
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("the stored memory of an account can't be read", e);
        }
    }

    /** A memory from before locks were given back doesn't say. */
    private static long lockedAtMs(JsonFields fields, @Nullable AccountCommand lock) throws MalformedRecordException {
        if (lock == null) {
            return 0;
        }
        return fields.has("lockedAtMs") ? fields.integer("lockedAtMs") : lock.decidedAtMs();
    }

    /** A memory from before alerts held locks has none. */
    private static List<AccountCommand> held(JsonFields fields) throws MalformedRecordException {
        List<AccountCommand> held = new ArrayList<>();
        if (fields.has("held")) {
            for (JsonFields each : fields.objects("held")) {
                held.add(AccountCommandCodec.readFields(each));
            }
        }
        return held;
    }

    private static void write(JsonGenerator out, String field, @Nullable AccountCommand command) throws IOException {
        if (command != null) {
            out.writeObjectFieldStart(field);
            AccountCommandCodec.writeFields(out, command);
            out.writeEndObject();
        }
    }

    private static @Nullable AccountCommand read(JsonFields fields, String field) throws MalformedRecordException {
        return fields.has(field) ? AccountCommandCodec.readFields(fields.object(field)) : null;
    }

    /** The bytes of a budget. */
    public static byte[] encode(LockBudget budget) {
        BinaryWriter out = new BinaryWriter(BUDGET_FORMAT);
        for (Spent lock : budget.locks()) {
            out.writeFixedLong(lock.atMs());
            out.writeBoolean(lock.fromReserve());
            out.writeInt(lock.networks().size());
            lock.networks().forEach(out::writeFixedLong);
            out.writeFixedLong(lock.account());
        }
        return out.toBytes();
    }

    /**
     * The budget in some bytes. One of the format from before networks were counted has times alone, one from before locks
     * were given back doesn't tell whose they are.
     *
     * @throws IllegalStateException if they are anything else: nobody but this class writes them
     */
    public static LockBudget decodeBudget(byte[] bytes) {
        List<Spent> locks = new ArrayList<>();
        if (bytes.length > 0 && bytes[0] == FORMAT) {
            ByteBuffer times = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
            while (times.hasRemaining()) {
                locks.add(new Spent(times.getLong(), false, List.of(), 0));
            }
            return new LockBudget(locks);
        }
        boolean hasAccounts = bytes.length == 0 || bytes[0] != BUDGET_FORMAT_WITHOUT_ACCOUNTS;
        byte format = hasAccounts ? BUDGET_FORMAT : BUDGET_FORMAT_WITHOUT_ACCOUNTS;
        try {
            return BinaryReader.read(bytes, format, in -> {
                while (in.hasMore()) {
                    locks.add(new Spent(
                            in.readFixedLong(), in.readBoolean(), networks(in), hasAccounts ? in.readFixedLong() : 0));
                }
                return new LockBudget(locks);
            });
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("the stored budget of a tenant can't be read", e);
        }
    }

    private static List<Long> networks(BinaryReader in) {
        int count = in.readSize();
        List<Long> networks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            networks.add(in.readFixedLong());
        }
        return networks;
    }

    private static void requireFormat(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != FORMAT) {
            throw new IllegalStateException(
                    "a stored value has a format other than " + FORMAT + "; a new format needs a new store");
        }
    }
}
