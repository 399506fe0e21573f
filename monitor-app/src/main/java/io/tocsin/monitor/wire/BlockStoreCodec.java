package io.tocsin.monitor.wire;

import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.BudgetEpisode;
import io.tocsin.rules.containment.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys and values of blocks and of a budget's episodes in the store of {@link ContainmentStateCodec}: a source's state by
 * tenant and source; a tenant's episode by tenant; and a due index of blocks as that of accounts.
 */
public final class BlockStoreCodec {

    private static final byte BLOCK = 'k';
    private static final byte EPISODE = 'x';
    private static final byte DUE_EXPIRY = 'y';
    private static final byte DUE_FORGET = 'z';
    private static final byte FORMAT = 1;
    private static final byte[] INDEXED = {FORMAT};
    private static final int DUE_PREFIX_LENGTH = 1 + Long.BYTES;

    private BlockStoreCodec() {}

    /** Where the state of a source stands. */
    public static Bytes blockKey(String tenant, Source source) {
        byte[] key = AccountKey.of(tenant, source.text());
        return Bytes.wrap(
                ByteBuffer.allocate(1 + key.length).put(BLOCK).put(key).array());
    }

    /** Where the blocks begin. */
    public static Bytes firstBlock() {
        return Bytes.wrap(new byte[] {BLOCK});
    }

    /** Behind all blocks. */
    public static Bytes afterBlocks() {
        return Bytes.wrap(new byte[] {BLOCK + 1});
    }

    /** Where the due index names a source with this state. */
    public static Bytes dueKey(BlockState state, Bytes blockKey) {
        return Bytes.wrap(ByteBuffer.allocate(DUE_PREFIX_LENGTH + blockKey.get().length)
                .put(state.isBlocked() ? DUE_EXPIRY : DUE_FORGET)
                .putLong(state.dueAtMs())
                .put(blockKey.get())
                .array());
    }

    /** The value of every entry of the due index. */
    public static byte[] dueValue() {
        return INDEXED.clone();
    }

    /** The key of the state that an entry of the due index names. */
    public static Bytes blockOf(Bytes dueKey) {
        return Bytes.wrap(Arrays.copyOfRange(dueKey.get(), DUE_PREFIX_LENGTH, dueKey.get().length));
    }

    /** Where the blocks begin that may have run out. */
    public static Bytes firstExpiry() {
        return due(DUE_EXPIRY, 0);
    }

    /** Behind every block that has run out at {@code nowMs}. */
    public static Bytes afterExpiries(long nowMs) {
        return due(DUE_EXPIRY, nowMs + 1);
    }

    /** Where the states begin that may be forgotten. */
    public static Bytes firstForget() {
        return due(DUE_FORGET, 0);
    }

    /** Behind every state that may be forgotten at {@code nowMs}. */
    public static Bytes afterForgets(long nowMs) {
        return due(DUE_FORGET, nowMs + 1);
    }

    private static Bytes due(byte kind, long dueMs) {
        return Bytes.wrap(
                ByteBuffer.allocate(DUE_PREFIX_LENGTH).put(kind).putLong(dueMs).array());
    }

    /** The bytes of a state. */
    public static byte[] encode(BlockState state) {
        byte[] json = BlockStateCodec.encode(state);
        return ByteBuffer.allocate(1 + json.length).put(FORMAT).put(json).array();
    }

    /**
     * The state in some bytes.
     *
     * @throws IllegalStateException if they are anything else: nobody but this class writes them
     */
    public static BlockState decodeBlock(byte[] bytes) {
        requireFormat(bytes);
        try {
            return BlockStateCodec.decode(Arrays.copyOfRange(bytes, 1, bytes.length));
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("the stored state of a source can't be read", e);
        }
    }

    /** Where the episode of a tenant stands. */
    public static Bytes episodeKey(String tenant) {
        byte[] tenantBytes = tenant.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(1 + tenantBytes.length)
                .put(EPISODE)
                .put(tenantBytes)
                .array());
    }

    /** Whose episode a key names. */
    public static String tenantOf(Bytes episodeKey) {
        byte[] key = episodeKey.get();
        return new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
    }

    /** Where the episodes begin. */
    public static Bytes firstEpisode() {
        return Bytes.wrap(new byte[] {EPISODE});
    }

    /** Behind all episodes. */
    public static Bytes afterEpisodes() {
        return Bytes.wrap(new byte[] {EPISODE + 1});
    }

    /** The bytes of an episode. */
    public static byte[] encode(BudgetEpisode episode) {
        return ByteBuffer.allocate(1 + 3 * Long.BYTES)
                .put(FORMAT)
                .putLong(episode.beganAtMs())
                .putLong(episode.lastAtMs())
                .putLong(episode.refused())
                .array();
    }

    /** The episode in some bytes that {@link #encode(BudgetEpisode)} made. */
    public static BudgetEpisode decodeEpisode(byte[] bytes) {
        requireFormat(bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        return new BudgetEpisode(in.getLong(), in.getLong(), in.getLong());
    }

    private static void requireFormat(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != FORMAT) {
            throw new IllegalStateException(
                    "a stored value has a format other than " + FORMAT + "; a new format needs a new store");
        }
    }
}
