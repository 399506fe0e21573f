package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportProgressCodecTest {
    private static final String WRITTEN =
            "{\"version\":1,\"format\":\"sshd\",\"tenant\":\"default\",\"file\":\"auth.log\",\"bytes\":70,\"sha256\":\"ab\","
                    + "\"from\":7,\"complete\":false,\"events\":3,\"first_event\":\"1970-01-01T00:00:01.000Z\","
                    + "\"last\":{\"time\":\"1970-01-01T00:00:02.000Z\",\"ce_id\":\"000000000002\"}}";
    private static final ImportProgress PROGRESS = new ImportProgress(
            "sshd",
            "default",
            "auth.log",
            70,
            "ab",
            7,
            false,
            3,
            1_000L,
            new ImportProgress.Last(2_000, "000000000002"));

    @Test
    void writesTheDocumentedBytesAndReadsThemBack() throws Exception {
        assertEquals(WRITTEN, new String(ImportProgressCodec.encode(PROGRESS), StandardCharsets.UTF_8));
        assertEquals(PROGRESS, decode(WRITTEN));
    }

    @Test
    void readsAnImportThatHasSentNothing() throws Exception {
        ImportProgress empty = new ImportProgress("sshd", "default", "a", 0, "", 0, true, 0, null, null);
        assertEquals(empty, ImportProgressCodec.decode(ImportProgressCodec.encode(empty)));
    }

    @Test
    void refusesWhatIsNoProgress() {
        for (String value : List.of(
                "",
                "[]",
                WRITTEN.replace("\"version\":1", "\"version\":2"),
                WRITTEN.replace("\"from\":7", "\"from\":71"),
                WRITTEN.replace("\"events\":3", "\"events\":-3"),
                WRITTEN.replace("00:00:02", "00:00:72"),
                WRITTEN.replace("\"events\":3,", ""),
                WRITTEN.replace("\"events\"", "\"event\""))) {
            assertThrows(MalformedRecordException.class, () -> decode(value), value);
        }
        assertThrows(MalformedRecordException.class, () -> ImportProgressCodec.decode(null));
    }

    private static ImportProgress decode(String value) throws MalformedRecordException {
        return ImportProgressCodec.decode(value.getBytes(StandardCharsets.UTF_8));
    }
}
