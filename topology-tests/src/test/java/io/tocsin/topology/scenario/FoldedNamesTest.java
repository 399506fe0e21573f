package io.tocsin.topology.scenario;

import static io.tocsin.topology.fixture.DetectDriver.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.detect.DetectSettings;
import io.tocsin.monitor.detect.DetectTask;
import io.tocsin.monitor.wire.ContainmentRequestCodec;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.IngestSettings;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.detect.TrustedProxies;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.topology.fixture.DetectDriver;
import io.tocsin.topology.fixture.DetectPartitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** Names of an identity provider that knows no case: every spelling counts for one account. */
class FoldedNamesTest {
    private static final IngestSettings FOLDING = new IngestSettings(true, TrustedProxies.NONE);
    private static final int PARTITIONS = 4;

    /** Kafka's default partitioner puts these on different partitions of four. */
    private static final List<String> SPELLINGS = List.of("Admin1", "ADMIN1", "admin1", "aDMIN1", "admiN1");

    private static DetectSettings settings(IngestSettings ingest) {
        DetectSettings one = DetectDriver.settings(TimeSettings.DEFAULT);
        return new DetectSettings(one.topics(), PARTITIONS, one.rules(), one.roster(), Assets.NONE, one.time(), ingest);
    }

    private static LoginEvent failure(int i) {
        return new LoginEvent(
                new EventId("default", "idp", "id-" + i), T0 + i, null, SPELLINGS.get(i), false, "192.0.2." + i, null);
    }

    private static DetectPartitions detect(IngestSettings ingest) {
        DetectPartitions detect = new DetectPartitions(settings(ingest));
        for (int i = 0; i < SPELLINGS.size(); i++) {
            detect.send(failure(i), T0 + i);
        }
        return detect;
    }

    @Test
    void fiveSpellingsAreFiveFailuresOfOneAccountAndItIsLocked() throws Exception {
        DetectPartitions detect = detect(FOLDING);

        List<Record<byte[], byte[]>> requests = detect.sent(DetectTask.ACCOUNT_REQUESTS);
        assertEquals(1, requests.size());
        AccountRequest lock =
                (AccountRequest) ContainmentRequestCodec.decode(requests.get(0).value());
        assertEquals("admin1", lock.account());
        assertEquals(5, lock.alert().grounds().sources().size());
    }

    @Test
    void withoutTheSettingTheyAreFiveAccounts() {
        assertEquals(List.of(), detect(IngestSettings.AS_SENT).sent(DetectTask.ACCOUNT_REQUESTS));
    }

    /** What was typed is evidence: the topic keeps it, and a rule finds it beside the account. */
    @Test
    void whatWasTypedIsKept() throws Exception {
        DetectPartitions detect = detect(FOLDING);

        List<String> moved = new ArrayList<>();
        for (Record<byte[], byte[]> record : detect.sent(DetectTask.MOVED)) {
            moved.add(new EventCodec().decode(EventType.LOGIN, record.value()).key());
        }
        assertEquals(true, !moved.isEmpty() && SPELLINGS.containsAll(moved), moved.toString());

        LoginEvent seen = (LoginEvent) FOLDING.taken(failure(1));
        assertEquals("admin1", seen.userId());
        assertEquals("ADMIN1", seen.userName());
        LoginEvent byId = new LoginEvent(failure(0).eventId(), T0, null, "ID-7", "Bob", false, null, null);
        assertEquals(Map.of("id", "id-7", "name", "Bob"), names((LoginEvent) FOLDING.taken(byId)));
    }

    private static Map<String, String> names(LoginEvent event) {
        return Map.of("id", event.userId(), "name", String.valueOf(event.userName()));
    }
}
