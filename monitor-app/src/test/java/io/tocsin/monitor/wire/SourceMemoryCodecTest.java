package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.detect.SourceMemory;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourceMemoryCodecTest {
    private static final long DAY_MS = 86_400_000;

    private static SourceMemory plus(SourceMemory memory, int day, boolean success, String address) {
        return memory.plus(
                new LoginEvent(new EventId("default", "idp", "1"), day * DAY_MS, null, "ann", success, address, null));
    }

    @Test
    void whatIsWrittenIsReadBack() throws MalformedRecordException {
        Random random = new Random(7);
        SourceMemory memory = SourceMemory.EMPTY;
        for (int i = 0; i < 3_000; i++) {
            String address = random.nextBoolean() ? "10.0." + random.nextInt(9) + ".1" : "2001:db8:0:" + i % 7 + "::1";
            memory = plus(memory, 20_000 + i / 15 - random.nextInt(3), random.nextInt(3) > 0, address);
            assertEquals(memory, SourceMemoryCodec.decode(SourceMemoryCodec.encode(memory)), "step " + i);
        }
    }

    @Test
    void anOrdinaryAccountTakesLittleRoom() {
        SourceMemory memory = SourceMemory.EMPTY;
        for (int day = 20_000; day < 20_200; day++) {
            memory = plus(memory, day, true, "198.51.100.7");
            memory = plus(memory, day, true, "203.0.113.7");
        }
        int bytes = SourceMemoryCodec.encode(memory).length;
        assertTrue(bytes <= 64, bytes + " bytes");
    }

    /** Every network that can be remembered of an account: whatever it does, it doesn't take more. */
    @Test
    void evenTheWorstIsBounded() {
        SourceMemory memory = SourceMemory.EMPTY;
        for (int day = 20_000; day < 20_200; day++) {
            for (int i = 0; i < 20; i++) {
                memory = plus(memory, day, true, "2001:db8:" + Integer.toHexString(day) + ":f0" + (10 + i) + "::1");
                memory = plus(memory, day, false, "192.0.2.1");
            }
        }
        assertEquals(128 * SourceMemory.MOST_A_DAY, memory.networks().size());
        int bytes = SourceMemoryCodec.encode(memory).length;
        assertTrue(bytes <= 48 * 1024, bytes + " bytes");
    }

    @Test
    void whatIsDamagedIsRefused() {
        byte[] whole = SourceMemoryCodec.encode(plus(SourceMemory.EMPTY, 20_000, true, "198.51.100.7"));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(MalformedRecordException.class, () -> SourceMemoryCodec.decode(cut));
        }
    }
}
