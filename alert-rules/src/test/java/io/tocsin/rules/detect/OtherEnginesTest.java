package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.detect.PartitionClock.Verdict;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationType;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What other engines get wrong, one test for each defect that is publicly known. Those that concern the whole program stand
 * elsewhere.
 *
 * <table>
 * <caption>The test of each defect</caption>
 * <tr><th>Defect</th><th>Test</th></tr>
 * <tr><td>rsigma: a late event fires falsely</td>
 *     <td>{@link #aLateEventIsCountedWhereItHappenedAndDoesNotFireFalsely}</td></tr>
 * <tr><td>rsigma: an event of the future wipes the window</td>
 *     <td>{@link #anEventOfTheFutureDoesNotWipeTheWindow}</td></tr>
 * <tr><td>rsigma: percentiles always fire</td>
 *     <td>{@link #aPercentileFiresOnlyWhereItIsReached}, {@link #theShareOfAValueFiresOnlyWhereItIsRare}</td></tr>
 * <tr><td>rsigma: a temporal rule that names a rule by name while that has an id never matches</td>
 *     <td>{@link #aTemporalRuleThatNamesARuleByNameWhileItHasAnIdMatches}</td></tr>
 * <tr><td>rsigma: sequences backtrack exponentially</td>
 *     <td>{@link #aSequenceIsLinearInTheHitsOfItsWindow}</td></tr>
 * <tr><td>rsigma: correlation isn't partitioned across machines</td>
 *     <td>{@code DetectScenarioTest.failuresOfOneAddressAreCountedBehindMatches}, {@code
 *     TwoProcessesTest.aSecondProcessChangesNothing}</td></tr>
 * <tr><td>confluent-sigma: every update of a window is published</td>
 *     <td>{@link #anEpisodeIsNotPublishedAgainAtEveryEvent}</td></tr>
 * <tr><td>confluent-sigma: parentheses are skipped</td><td>{@link #parenthesesAreMeant}</td></tr>
 * <tr><td>confluent-sigma: the distinct value is part of the group</td>
 *     <td>{@link #distinctValuesAreCountedTogetherAndNotPartOfTheGroup}</td></tr>
 * <tr><td>confluent-sigma: state is wiped at every start</td>
 *     <td>{@code ReplayScenarioTest.restartsInBetweenChangeNoByteAndNoOrder}, {@code KillTest.killsChangeNothing}</td></tr>
 * <tr><td>confluent-sigma: the key is erased before counting</td><td>{@link #groupsAreCountedApart}</td></tr>
 * <tr><td>CrowdSec: buckets without a bound (crowdsec#2683)</td>
 *     <td>{@code CorrelatorTest.theWatermarkForgetsAGroupThatNeverAlerted}, {@code
 *     CorrelatorTest.aFloodIsCountedOnWithoutKeepingEveryEntry}; {@code benchmarks/run groups}</td></tr>
 * <tr><td>CrowdSec: alerts late under load (crowdsec#2669)</td>
 *     <td>{@link #theAlertIsDueAtTheVeryEventHoweverManyOthersThereAre}</td></tr>
 * <tr><td>CrowdSec: a ban from logins hours apart (hub#1374)</td><td>{@link #failuresHoursApartAreNoAttack}</td></tr>
 * <tr><td>one account attacked from many addresses unseen (fail2ban#3400)</td>
 *     <td>{@link #oneAccountAttackedFromManyAddressesIsSeen}</td></tr>
 * <tr><td>IPv6 needs /64 (fail2ban#3960)</td><td>{@link #addressesOfOneIpv6NetworkAreCountedTogether}</td></tr>
 * <tr><td>Wazuh: rules starve each other (#30461)</td><td>{@link #rulesOverTheSameEventsDoNotStarveEachOther}</td></tr>
 * <tr><td>Wazuh: {@code ignore} mutes other users too (#1716)</td>
 *     <td>{@link #anEpisodeOfOneUserMutesNobodyElse}</td></tr>
 * <tr><td>Wazuh: the log tester disagrees with live detection (#22590)</td>
 *     <td>{@code ScanReplayTest.aYearOfSshFailuresGivesTheExpectedEpisodes}</td></tr>
 * <tr><td>Elastic: an alert twice (kibana#90753)</td>
 *     <td>{@link #anEpisodeIsNotPublishedAgainAtEveryEvent}, {@code ReplayScenarioTest.theSameRecordsGiveTheSameBytes}</td></tr>
 * <tr><td>Elastic: gaps never searched (kibana#154963)</td>
 *     <td>{@code ReplayScenarioTest.restartsInBetweenChangeNoByteAndNoOrder}: what came meanwhile is read then</td></tr>
 * <tr><td>Kafka's aggregations with the record cache on: counts are dropped</td>
 *     <td>{@link #aCountIsMetExactlyWhereItIsReached}</td></tr>
 * </table>
 */
class OtherEnginesTest {
    private static final long NEVER = Long.MIN_VALUE;
    private static final String DETECTIONS = """
            title: Failure
            id: 11111111-1111-4111-8111-111111111111
            name: failure
            logsource: {category: login}
            detection: {sel: {success: false}, condition: sel}
            ---
            title: Success
            id: 22222222-1111-4111-8111-111111111111
            name: success
            logsource: {category: login}
            detection: {sel: {success: true}, condition: sel}
            ---
            title: Error
            id: 33333333-1111-4111-8111-111111111111
            name: error
            logsource: {category: api-response}
            detection: {sel: {method: GET}, condition: sel}
            ---
            title: All errors
            id: 44444444-1111-4111-8111-111111111111
            name: all_errors
            correlation: {type: event_count, rules: [error, success, failure], timespan: 1s, condition: {gte: 4000}}
            ---
            title: Test
            id: 55555555-1111-4111-8111-111111111111
            name: rule
            """;

    private final List<Alert> alerts = new ArrayList<>();
    private GroupState state = GroupState.EMPTY;

    private static CorrelationRule rule(String correlation) {
        return rules(correlation).correlations().stream()
                .filter(rule -> rule.info().name().equals("rule"))
                .findFirst()
                .orElseThrow();
    }

    private static RuleSet rules(String correlation) {
        try {
            return RuleCompiler.compile(List.of(new RuleFile("rules.yml", DETECTIONS + "correlation: " + correlation)));
        } catch (InvalidDocumentException e) {
            throw new AssertionError(e);
        }
    }

    private void take(Correlator correlator, long timeMs, long mark) {
        Step step = correlator.correlate(Given.ALICE, state, Given.match(timeMs, "e" + timeMs, mark), NEVER);
        alerts.addAll(step.alerts());
        state = step.state();
    }

    private static SecurityEvent login(int at, String userId, boolean success) {
        EventId id = new EventId(EventId.DEFAULT_TENANT, "test", Integer.toString(at));
        return new LoginEvent(id, at, null, userId, success, "192.0.2.1", null);
    }

    private static SecurityEvent login(int at, String userId, String sourceIp) {
        EventId id = new EventId(EventId.DEFAULT_TENANT, "test", Integer.toString(at));
        return new LoginEvent(id, at, null, userId, false, sourceIp, null);
    }

    private static SecurityEvent api(int at, int responseCode) {
        EventId id = new EventId(EventId.DEFAULT_TENANT, "test", Integer.toString(at));
        return new ApiResponseEvent(id, at, null, "client-1", "GET", "/", responseCode, "192.0.2.1", null);
    }

    private static List<Alert> scan(String correlation, SecurityEvent... events) {
        List<Alert> found = new ArrayList<>();
        Scanner scanner = new Scanner(rules(correlation), Assets.NONE, found::add);
        for (SecurityEvent event : events) {
            scanner.accept(event, () -> new Fingerprint(event.timeMs(), 1));
        }
        scanner.finish();
        return found;
    }

    /** rsigma: what is in the window is counted from the newest event on, so that one from long ago completes it. */
    @Test
    void aLateEventIsCountedWhereItHappenedAndDoesNotFireFalsely() {
        Correlator correlator = new Correlator(Given.rule(100, 3), "hash", Assets.NONE);
        take(correlator, 1_000, 1);
        take(correlator, 1_010, 1);
        take(correlator, 905, 1);
        assertEquals(List.of(), alerts);
        take(correlator, 1_005, 1);
        assertEquals(1, alerts.size());
        assertEquals(3, alerts.get(0).count());
    }

    /** rsigma: the window of a future-dated event is empty, and all that came before it forgotten. */
    @Test
    void anEventOfTheFutureDoesNotWipeTheWindow() {
        PartitionClock clock = new PartitionClock(TimeSettings.DEFAULT, Map.of(), NEVER);
        Correlator correlator = new Correlator(Given.rule(300_000, 5), "hash", Assets.NONE);
        long now = 1_800_000_000_000L;
        for (int i = 0; i < 4; i++) {
            assertEquals(Verdict.ON_TIME, clock.observe("idp", now + i, now + i));
            step(correlator, now + i, clock.watermarkMs());
        }
        assertEquals(Verdict.FUTURE, clock.observe("idp", now + 86_400_000, now + 4));
        assertEquals(Verdict.ON_TIME, clock.observe("idp", now + 60_000, now + 5));
        assertEquals(Verdict.ON_TIME, clock.observe("idp", now + 6, now + 6));
        step(correlator, now + 6, clock.watermarkMs());
        assertEquals(1, alerts.size());
        assertEquals(5, alerts.get(0).count());
    }

    private void step(Correlator correlator, long timeMs, long watermarkMs) {
        Step step = correlator.correlate(Given.ALICE, state, Given.match(timeMs, "e" + timeMs, 1), watermarkMs);
        alerts.addAll(step.alerts());
        state = step.state();
    }

    /** rsigma: a percentile is compared with itself. */
    @Test
    void aPercentileFiresOnlyWhereItIsReached() {
        String rule = "{type: value_percentile, rules: [error], group-by: [clientId], timespan: 1m,"
                + " condition: {field: responseCode, percentile: 90, gte: 500}}";
        SecurityEvent[] events = new SecurityEvent[11];
        for (int i = 0; i < 11; i++) {
            events[i] = api(i, i == 4 ? 500 : 200);
        }
        assertEquals(List.of(4L), crossings(scan(rule, events[0], events[1], events[2], events[3], events[4])));
        SecurityEvent[] calm = new SecurityEvent[10];
        for (int i = 0; i < 10; i++) {
            calm[i] = api(i, i == 9 ? 500 : 200);
        }
        assertEquals(List.of(), crossings(scan(rule, calm)), "nine of ten are below, and 90 % don't exceed 200");
    }

    /** The share of a value, as in the example of the specification: rare ones fire, common ones don't. */
    @Test
    void theShareOfAValueFiresOnlyWhereItIsRare() {
        String rule = "{type: value_percentile, rules: [error], group-by: [clientId], timespan: 1m,"
                + " condition: {field: responseCode, lte: 10}}";
        SecurityEvent[] events = new SecurityEvent[30];
        for (int i = 0; i < 30; i++) {
            events[i] = api(i, i == 20 ? 418 : 200);
        }
        assertEquals(List.of(20L), crossings(scan(rule, events)));
    }

    private static List<Long> crossings(List<Alert> found) {
        return found.stream()
                .filter(alert -> alert.rule().name().equals("rule"))
                .map(Alert::crossingTimeMs)
                .toList();
    }

    /** rsigma: hits are kept under the id, and asked for under the name. */
    @Test
    void aTemporalRuleThatNamesARuleByNameWhileItHasAnIdMatches() {
        for (String type : List.of("temporal", "temporal_ordered")) {
            for (String rules : List.of("[failure, success]", "[failure, 22222222-1111-4111-8111-111111111111]")) {
                String rule = "{type: " + type + ", rules: " + rules + ", group-by: [userId], timespan: 1m}";
                List<Alert> found = scan(rule, login(1, "alice", false), login(2, "alice", true));
                assertEquals(List.of(2L), crossings(found), rule);
            }
        }
    }

    /** rsigma: each hit of a step is tried with each of the others, so that 1,800 hits in one window stall it. */
    @Test
    void aSequenceIsLinearInTheHitsOfItsWindow() {
        for (CorrelationType type : List.of(CorrelationType.TEMPORAL, CorrelationType.TEMPORAL_ORDERED)) {
            CorrelationRule rule =
                    Given.as(type, Given.rule(1_000_000, 3), Given.step(1, 1), Given.step(1, 1), Given.step(1, 1));
            long once = looks(rule, 1_800);
            assertTrue(looks(rule, 3_600) <= 2 * once + 16, type + " looks " + once + " times at 1,800 hits");
            assertTrue(once <= 8 * 1_800, type + " looks " + once + " times at 1,800 hits");
        }
    }

    /** How often a tally looks at an entry, of so many hits of the first two steps and none of the last. */
    private static long looks(CorrelationRule rule, int hits) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < hits; i++) {
            entries.add(new Entry(Given.match(1_000 + i, "e" + i, i % 2 == 0 ? 1 : 2), false));
        }
        long[] looks = new long[1];
        Tally tally = Tally.of(rule, new AbstractList<>() {
            @Override
            public Entry get(int index) {
                looks[0]++;
                return entries.get(index);
            }

            @Override
            public int size() {
                return entries.size();
            }
        });
        entries.forEach(entry -> tally.next());
        return looks[0];
    }

    /** confluent-sigma: the window is published at each of its updates. */
    @Test
    void anEpisodeIsNotPublishedAgainAtEveryEvent() {
        Correlator correlator = new Correlator(Given.rule(10_000, 5), "hash", Assets.NONE);
        for (int i = 0; i < 1_000; i++) {
            take(correlator, 1_000 + i, 1);
        }
        assertEquals(1, alerts.stream().map(Alert::uid).distinct().count());
        assertTrue(alerts.size() <= 5, alerts.size() + " records for 1,000 events");
    }

    /** confluent-sigma: the distinct value is part of the key, so that each value is counted alone. */
    @Test
    void distinctValuesAreCountedTogetherAndNotPartOfTheGroup() {
        List<Alert> found = scan(
                "{type: value_count, rules: [failure], group-by: [sourceIp], timespan: 1m,"
                        + " condition: {field: userId, gte: 3}}",
                login(1, "alice", false),
                login(2, "alice", false),
                login(3, "bob", false),
                login(4, "carol", false));
        assertEquals(List.of(4L), crossings(found));
        assertEquals(Map.of("sourceIp", "192.0.2.1"), found.get(0).group());
        assertEquals(4, found.get(0).count());
    }

    /** confluent-sigma: the key is erased before counting, so that everybody's events make one window. */
    @Test
    void groupsAreCountedApart() {
        List<Alert> found = scan(
                "{type: event_count, rules: [failure], group-by: [userId], timespan: 1m, condition: {gte: 2}}",
                login(1, "alice", false),
                login(2, "bob", false),
                login(3, "bob", false));
        assertEquals(List.of(3L), crossings(found));
        assertEquals(Map.of("userId", "bob"), found.get(0).group());
    }

    /** Kafka's own aggregations with the record cache on: intermediate counts are dropped, and with them {@code eq: 5}. */
    @Test
    void aCountIsMetExactlyWhereItIsReached() {
        List<SecurityEvent> events = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            events.add(login(i, "alice", false));
        }
        List<Alert> found = scan(
                "{type: event_count, rules: [failure], group-by: [userId], timespan: 1m, condition: {eq: 5}}",
                events.toArray(SecurityEvent[]::new));
        assertEquals(List.of(4L), crossings(found));
        assertEquals(5, found.get(0).count());
    }

    /** Aliases: the same thing under the name that it has in each rule's events. */
    @Test
    void anAliasIsTakenFromTheFieldOfTheRuleThatTheEventMeets() {
        List<Alert> found = scan(
                "{type: temporal, rules: [failure, error], group-by: [who], timespan: 1m,"
                        + " aliases: {who: {failure: userId, error: clientId}}}",
                login(1, "client-1", false),
                login(2, "client-2", false),
                api(3, 200));
        assertEquals(List.of(3L), crossings(found));
        assertEquals(Map.of("who", "client-1"), found.get(0).group());
        assertEquals(2, found.get(0).count());
    }

    /** confluent-sigma: {@code a and (b or c)} is read as {@code a and b or c}. */
    @Test
    void parenthesesAreMeant() throws InvalidDocumentException {
        for (boolean success : new boolean[] {true, false}) {
            String rule = """
                    title: Parentheses
                    id: 66666666-1111-4111-8111-111111111111
                    logsource: {category: login}
                    detection:
                        a: {success: false}
                        b: {userId: bob}
                        c: {userId: carol}
                        condition: a and (b or c)
                    """;
            RuleSet rules = RuleCompiler.compile(List.of(new RuleFile("rules.yml", rule)));
            assertEquals(!success, rules.detections().get(0).matches(login(1, "carol", success)));
        }
    }

    /** CrowdSec: under load, buckets are looked at late. Here nothing but the event itself decides. */
    @Test
    void theAlertIsDueAtTheVeryEventHoweverManyOthersThereAre() {
        List<SecurityEvent> events = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            events.add(login(i, i % 4_000 == 0 ? "victim" : "user-" + i, false));
        }
        List<Alert> found = scan(
                "{type: event_count, rules: [failure], group-by: [userId], timespan: 1m, condition: {gte: 5}}",
                events.toArray(SecurityEvent[]::new));
        assertEquals(List.of(16_000L), crossings(found));
        assertEquals(Map.of("userId", "victim"), found.get(0).group());
    }

    /** CrowdSec: a bucket that leaks slowly adds up what lies hours apart. */
    @Test
    void failuresHoursApartAreNoAttack() {
        SecurityEvent[] events = new SecurityEvent[24];
        for (int i = 0; i < events.length; i++) {
            events[i] = login(i * 3_600_000, "alice", false);
        }
        assertEquals(
                List.of(),
                scan(
                        "{type: event_count, rules: [failure], group-by: [userId], timespan: 5m, condition: {gte: 2}}",
                        events));
    }

    /** fail2ban: only addresses are counted, so that an attack on one account from many of them is unseen. */
    @Test
    void oneAccountAttackedFromManyAddressesIsSeen() {
        SecurityEvent[] events = new SecurityEvent[5];
        for (int i = 0; i < events.length; i++) {
            events[i] = login(i, "alice", "198.51.100." + i);
        }
        List<Alert> found = scan(
                "{type: event_count, rules: [failure], group-by: [userId], timespan: 5m, condition: {gte: 5}}", events);
        assertEquals(List.of(4L), crossings(found));
    }

    /** fail2ban: every address of an IPv6 network that one customer has is another. */
    @Test
    void addressesOfOneIpv6NetworkAreCountedTogether() {
        SecurityEvent[] events = new SecurityEvent[5];
        for (int i = 0; i < events.length; i++) {
            events[i] = login(i, "user-" + i, "2001:db8:1:2::" + i);
        }
        String rule =
                "{type: event_count, rules: [failure], group-by: [sourceNetwork], timespan: 5m, condition: {gte: 5}}";
        assertEquals(List.of(4L), crossings(scan(rule, events)));
        events[2] = login(2, "user-2", "2001:db8:1:3::2");
        assertEquals(List.of(), crossings(scan(rule, events)));
    }

    /** Wazuh: an event that one frequency rule has taken is lost for the others. */
    @Test
    void rulesOverTheSameEventsDoNotStarveEachOther() {
        String others = """
                {type: event_count, rules: [failure], group-by: [userId], timespan: 1m, condition: {gte: 3}}
                ---
                title: Other
                id: 66666666-1111-4111-8111-111111111111
                name: other
                correlation: {type: event_count, rules: [failure], group-by: [userId], timespan: 1m, condition: {gte: 5}}
                """;
        SecurityEvent[] events = new SecurityEvent[6];
        for (int i = 0; i < events.length; i++) {
            events[i] = login(i, "alice", false);
        }
        Map<String, Long> counts = new TreeMap<>();
        scan(others, events).forEach(alert -> counts.put(alert.rule().name(), alert.count()));
        assertEquals(Map.of("rule", 6L, "other", 6L), counts);
    }

    /** Wazuh: while one user's alert is ignored for a time, so are those of all others. */
    @Test
    void anEpisodeOfOneUserMutesNobodyElse() {
        List<Alert> found = scan(
                "{type: event_count, rules: [failure], group-by: [userId], timespan: 1m, condition: {gte: 2}}",
                login(1, "alice", false),
                login(2, "alice", false),
                login(3, "bob", false),
                login(4, "bob", false));
        assertEquals(List.of(2L, 4L), crossings(found).stream().sorted().toList());
    }

    @Test
    void theRulesOfThisTestAreSound() {
        assertEquals(
                5,
                rule("{type: event_count, rules: [failure], timespan: 1m, condition: {gt: 4}}")
                        .threshold());
    }
}
