package io.tocsin.monitor.detect;

import io.tocsin.monitor.detect.DetectStore.Kind;
import io.tocsin.monitor.wire.SourceMemoryCodec;
import io.tocsin.rules.detect.SourceMemory;
import io.tocsin.rules.event.LoginEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Where accounts sign in from, kept in the store of the partition that their events are on. */
final class SourceMemories {
    private static final byte[] END = {(byte) 0xff};
    private static final byte[] SET = {1};

    private final DetectStore store;
    /** No timer is earlier. */
    private long earliestMs = Long.MIN_VALUE;

    SourceMemories(DetectStore store) {
        this.store = store;
    }

    /** The event as rules see it, which is remembered. */
    @SuppressWarnings("ReferenceEquality") // a memory that did not change stays the same object
    LoginEvent seen(LoginEvent login) {
        byte[] key = key(login);
        SourceMemory stored = store.get(Kind.MEMORY, key, SourceMemoryCodec::decode);
        SourceMemory before = stored == null ? SourceMemory.EMPTY : stored;
        SourceMemory after = before.plus(login);
        if (after != before) {
            store.put(Kind.MEMORY, key, SourceMemoryCodec.encode(after));
            arm(key, before, after);
        }
        return login.withFamiliarSource(after.isFamiliar(login));
    }

    private void arm(byte[] key, SourceMemory before, SourceMemory after) {
        long dueMs = after.forgottenMs();
        if (!before.isEmpty() && before.forgottenMs() == dueMs) {
            return;
        }
        if (!before.isEmpty()) {
            store.delete(Kind.MEMORY_TIMER, DetectStore.key(OrderedTime.bytes(before.forgottenMs()), key));
        }
        store.put(Kind.MEMORY_TIMER, DetectStore.key(OrderedTime.bytes(dueMs), key), SET);
        earliestMs = Math.min(earliestMs, dueMs);
    }

    /** Forgets what can't matter any more, of so many accounts at most; the others follow with the next calls. */
    void advance(long watermarkMs, int most) {
        if (watermarkMs < earliestMs) {
            return;
        }
        List<byte[]> due = store.keys(
                Kind.MEMORY_TIMER,
                OrderedTime.bytes(earliestMs),
                DetectStore.key(OrderedTime.bytes(watermarkMs), END),
                most);
        for (byte[] timer : due) {
            store.delete(Kind.MEMORY_TIMER, timer);
            store.delete(Kind.MEMORY, Arrays.copyOfRange(timer, Long.BYTES, timer.length));
        }
        earliestMs = due.size() < most ? watermarkMs + 1 : OrderedTime.of(due.get(most - 1));
    }

    /** The length of the tenant comes first: no two accounts have one key. */
    private static byte[] key(LoginEvent login) {
        byte[] tenant = login.tenant().getBytes(StandardCharsets.UTF_8);
        byte[] account = login.userId().getBytes(StandardCharsets.UTF_8);
        return DetectStore.key(
                ByteBuffer.allocate(Short.BYTES).putShort((short) tenant.length).array(), tenant, account);
    }
}
