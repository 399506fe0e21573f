package io.tocsin.rules.routing;

import static io.tocsin.rules.routing.RoutingFixtures.NOW_MS;
import static io.tocsin.rules.routing.RoutingFixtures.alert;
import static io.tocsin.rules.routing.RoutingFixtures.summary;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Alert.Activity;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.AlertRouting.Routed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertRoutingTest {

    private final AlertRouting routing = new AlertRouting(RoutingFixtures.roster());

    private Routed create(int score) {
        return routing.route(Told.NOBODY, alert(Activity.CREATE, score, Severity.ofScore(score)), NOW_MS);
    }

    @Test
    void everyMailboxOfTheRolesThatTheSeverityReachesIsToldOnce() {
        assertEquals(
                List.of(
                        "commander@example.com first 1 incident-commander",
                        "oncall@example.com first 1 technical-lead"),
                summary(create(40).notifications()));
        assertEquals(
                List.of("oncall@example.com first 1 technical-lead", "commander@example.com first 1 technical-lead"),
                summary(create(20).notifications()));
        assertEquals(List.of(), summary(create(19).notifications()));
    }

    @Test
    void anUpdateInTheSameBandTellsNobody() {
        Told told = create(40).told();

        Routed routed = routing.route(told, alert(Activity.UPDATE, 45, Severity.MEDIUM), NOW_MS);

        assertEquals(new Routed(told, List.of()), routed);
    }

    @Test
    void aHigherBandIsToldAsRaisedToThoseWhoKnowAndAsFirstToTheRest() {
        Routed routed = routing.route(create(40).told(), alert(Activity.UPDATE, 90, Severity.CRITICAL), NOW_MS);

        assertEquals(
                List.of(
                        "commander@example.com raised 2 incident-commander",
                        "oncall@example.com raised 2 technical-lead",
                        "press@example.com first 1 communications-lead"),
                summary(routed.notifications()));
    }

    @Test
    void aSeverityThatFellAgainStillCounts() {
        Routed raised = routing.route(create(40).told(), alert(Activity.UPDATE, 65, Severity.HIGH), NOW_MS);

        Routed fell = routing.route(raised.told(), alert(Activity.UPDATE, 45, Severity.HIGH), NOW_MS);

        assertEquals(List.of(), fell.notifications());
    }

    @Test
    void theCloseIsToldToAllWhoWereToldAndNothingStays() {
        Routed raised = routing.route(create(40).told(), alert(Activity.UPDATE, 90, Severity.CRITICAL), NOW_MS);

        Routed closed = routing.route(raised.told(), alert(Activity.CLOSE, 40, Severity.CRITICAL), NOW_MS);

        assertEquals(
                List.of(
                        "commander@example.com resolved 3 incident-commander",
                        "oncall@example.com resolved 3 technical-lead",
                        "press@example.com resolved 2 communications-lead"),
                summary(closed.notifications()));
        assertEquals(Told.NOBODY, closed.told());
    }

    @Test
    void aCloseByMergingSaysSo() {
        Alert merged = alert(Activity.CLOSE, 40, Severity.MEDIUM, false, "uid-0");

        Routed closed = routing.route(create(40).told(), merged, NOW_MS);

        assertEquals(
                "uid-0, which goes on", closed.notifications().get(0).details().get("Part of alert"));
    }

    @Test
    void historyIsToldToNobody() {
        Alert history = alert(Activity.CREATE, 90, Severity.CRITICAL, true, null);
        Alert close = alert(Activity.CLOSE, 90, Severity.CRITICAL, true, null);

        assertEquals(new Routed(Told.NOBODY, List.of()), routing.route(Told.NOBODY, history, NOW_MS));
        assertEquals(new Routed(Told.NOBODY, List.of()), routing.route(Told.NOBODY, close, NOW_MS));
    }

    @Test
    void messagesOfOneMailboxFormAThreadAndNoTwoIdsAreEqual() {
        Routed first = create(40);
        Routed raised = routing.route(first.told(), alert(Activity.UPDATE, 65, Severity.HIGH), NOW_MS);

        Set<String> ids = new HashSet<>();
        for (Routed routed : List.of(first, raised)) {
            for (Notification each : routed.notifications()) {
                assertTrue(ids.add(each.id()));
                assertEquals(NotificationId.of("uid-1", each.recipient(), 1), each.threadRootId());
                assertEquals("uid-1", each.incident());
            }
        }
    }

    @Test
    void theTitleIsTheRulesAndWhatCameFromEventsStaysInTheDetails() {
        Notification first = create(40).notifications().get(0);

        assertEquals("Failed logins of one user", first.title());
        assertEquals("mallory\r\nBcc: all@example.com", first.details().get("userId"));
        assertEquals("7; the rule alerts at 5 within 5 min", first.details().get("Events"));
        assertEquals("2023-11-14T22:13:19Z", first.details().get("Threshold crossed"));
        assertFalse(first.details().containsKey("Ended"));
    }
}
