package io.tocsin.monitor.detect;

import io.tocsin.monitor.detect.DetectStore.Kind;
import io.tocsin.monitor.wire.SourceMemoryCodec;
import io.tocsin.rules.detect.SourceMemory;
import io.tocsin.rules.event.LoginEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Where accounts sign in from, kept in the store of the partition that their events are on. */
final class SourceMemories {
    private final DetectStore store;
    private final Timers timers;

    SourceMemories(DetectStore store) {
        this.store = store;
        this.timers = new Timers(store, Kind.MEMORY_TIMER);
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
            timers.delete(before.forgottenMs(), key);
        }
        timers.set(dueMs, key);
    }

    /** Forgets what can't matter any more, of so many accounts at most; the others follow with the next calls. */
    void advance(long watermarkMs, int most) {
        timers.take(watermarkMs, most).forEach(timer -> store.delete(Kind.MEMORY, timer.key()));
    }

    /** The length of the tenant comes first: no two accounts have one key. */
    private static byte[] key(LoginEvent login) {
        byte[] tenant = login.tenant().getBytes(StandardCharsets.UTF_8);
        byte[] account = login.userId().getBytes(StandardCharsets.UTF_8);
        return DetectStore.key(
                ByteBuffer.allocate(Short.BYTES).putShort((short) tenant.length).array(), tenant, account);
    }
}
