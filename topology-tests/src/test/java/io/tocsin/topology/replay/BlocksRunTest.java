package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.topology.fixture.OperatorShell;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do with blocks and contested locks, through the real commands, broker and stage. */
class BlocksRunTest {
    private static final String REASON = "--reason";

    @TempDir
    private Path temp;

    private OperatorShell operator;

    @Test
    void operatorsBlockSourcesAndReviewLocks() throws Exception {
        RunFolder folder = new RunFolder(temp);
        Path config = folder.configure("stages: [ingest, respond]", "respond: {allow: [198.51.100.0/24]}");
        operator = new OperatorShell(temp, config);
        try (TocsinProcess run = TocsinProcess.running(temp, config)) {
            sourcesAreBlockedListedExportedAndLifted();
            locksAreContestedAndReviewed();
            run.stop().expect(0);
        }
    }

    private void sourcesAreBlockedListedExportedAndLifted() {
        String until = operator.run("blocks", "add", "2001:db8::7", REASON, "spray", "--for", "2h")
                .expect(0)
                .err();
        assertTrue(until.contains("2001:db8::/64 is blocked until"), until);
        operator.run("blocks", "add", "192.0.2.1", REASON, "spray").expect(0);
        String refused = operator.run("blocks", "add", "198.51.100.7", REASON, "a slip")
                .expect(1)
                .err();
        assertTrue(refused.contains("Refused: ALLOWED"), refused);
        operator.run("blocks", "add", "0.0.0.0/0", REASON, "a slip").expect(2);
        operator.run("blocks", "add", "office", REASON, "a slip").expect(2);

        assertEquals(List.of("192.0.2.1", "2001:db8::/64"), exported("plain"));
        assertEquals(List.of("deny 192.0.2.1;", "deny 2001:db8::/64;"), exported("nginx"));
        assertTrue(exported("crowdsec").get(0).startsWith("{\"new\":[{"));
        operator.run("blocks", "export", "--format", "iptables").expect(2);

        operator.run("blocks", "remove", "192.0.2.1", REASON, "our own").expect(0);
        String again = operator.run("blocks", "remove", "192.0.2.1", REASON, "our own")
                .expect(1)
                .err();
        assertTrue(again.contains("NOT_BLOCKED"), again);
        assertEquals(List.of("2001:db8::/64"), exported("plain"));
        String listed = operator.typing("", "blocks", "list").expect(0).out();
        for (String each : List.of("RELEASED", "BLOCKED", "REFUSED", "operator:eve", "spray")) {
            assertTrue(listed.contains(each), each + " in\n" + listed);
        }
    }

    private void locksAreContestedAndReviewed() {
        operator.run("accounts", "contest", "alice", REASON, "never locked").expect(1);
        operator.run("accounts", "lock", "alice", REASON, "stolen").expect(0);
        operator.run("accounts", "review", "alice", "--lift", REASON, "not contested")
                .expect(1);
        operator.run("accounts", "contest", "alice", REASON, "was travelling").expect(0);
        operator.run("accounts", "review", "alice", REASON, "neither").expect(2);
        operator.run("accounts", "review", "alice", "--lift", "--uphold", REASON, "both")
                .expect(2);
        String lifted = operator.run("accounts", "review", "alice", "--lift", REASON, "confirmed")
                .expect(0)
                .err();
        assertTrue(lifted.contains("Reviewed: the lock is wrong; it ends."), lifted);
        String states = operator.run("accounts", "list", "--json").expect(0).out();
        assertTrue(states.contains("\"RELEASED\""), states);
    }

    private List<String> exported(String format) {
        return operator.run("blocks", "export", "--format", format)
                .expect(0)
                .out()
                .lines()
                .toList();
    }
}
