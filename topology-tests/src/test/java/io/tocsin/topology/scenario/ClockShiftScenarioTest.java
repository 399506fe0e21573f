package io.tocsin.topology.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ShippedRules;
import io.tocsin.topology.fixture.Arrivals;
import io.tocsin.topology.fixture.Arrivals.Arrival;
import io.tocsin.topology.fixture.Arrivals.Found;
import io.tocsin.topology.fixture.DetectDriver;
import io.tocsin.topology.fixture.MixedTraffic;
import io.tocsin.topology.fixture.SeededAttacks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a wrong clock can do, and what it can't. Two kinds of clocks are looked at.
 *
 * <p><b>A sender's</b>, which writes the {@code time} of events. Whatever an event says and whoever sent it:
 *
 * <ul>
 *   <li>More than 60 s ahead of its arrival it goes to the rejected topic as {@code FUTURE}, and everything else comes to
 *       the episodes that there are without it: those of its own source, and of the very group that it is about, too.
 *   <li>Up to 60 s ahead it counts where it says that it happened, like any other event. It makes no event late that
 *       arrives within 60 s of happening (the lateness, less the tolerance), not even one of its own source; so the episodes
 *       are those of all events in the order of the times that they bear, and an event that no rule counts changes none.
 *   <li>That holds for one event and for all of a source's, from the beginning or from a step of its clock on.
 * </ul>
 *
 * <p><b>The broker's</b>, which writes when a record arrived. Nothing is judged by it but what is from the future, what is
 * history, and which source is silent. So where it jumps ahead, and back again, the episodes are the same, as long as one
 * source of each partition has an event a minute; and where it jumps by no more than 61 s, whether or not. What isn't
 * promised: where it is ahead of the senders' by more than the lateness while all sources of a partition are idle, groups
 * are forgotten too early, by as much. And where it is more than 60 s behind the senders', all that they send is from the
 * future.
 */
class ClockShiftScenarioTest {

    private static final long T0 = DetectDriver.T0;
    private static final long TOLERANCE_MS = 60_000;
    private static final int SEEDS = 2;
    private static final int PARTITIONS = 2;

    private static final List<Duration> SHIFTS = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(59),
            Duration.ofSeconds(61),
            Duration.ofSeconds(299),
            Duration.ofDays(1),
            Duration.between(Instant.ofEpochMilli(T0), Instant.parse("9999-12-31T00:00:00Z")));

    private static final RuleSet RULES = rules();

    /** A seed, a shift, and whether it comes before the attack or in the midst of it. */
    record Case(long seed, Duration shift, boolean amid) {

        Arrivals arrivals(boolean busy) {
            return SeededAttacks.of(seed, T0, busy);
        }

        /** When the clock is shifted, by the right one. */
        long momentMs(Arrivals arrivals) {
            List<Arrival> onVictim = arrivals.all().stream()
                    .filter(each -> each.event() instanceof LoginEvent login
                            && login.userId().equals(SeededAttacks.VICTIM))
                    .toList();
            return amid ? onVictim.get(onVictim.size() / 2).atMs() : arrivals.beginMs();
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            for (Duration shift : SHIFTS) {
                cases.add(new Case(seed, shift, false));
                cases.add(new Case(seed, shift, true));
            }
        }
        return cases.stream();
    }

    static Stream<Case> casesOfOneSeed() {
        return cases().filter(each -> each.seed() == 1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anEventThatConcernsNoRuleChangesNothing(Case the) {
        Arrivals arrivals = the.arrivals(false);
        for (String source : List.of("laptop", SeededAttacks.LOGIN_SOURCE)) {
            Arrival stray = stray(the, arrivals, source, "stranger", true);

            Found found = arrivals.with(stray).run(RULES, PARTITIONS);

            assertEquals(MixedTraffic.episodes(RULES, arrivals.events()), found.episodes());
            assertEquals(rejects(List.of(stray)), found.rejected());
        }
    }

    /** The same once more with everything that Kafka Streams does around the processors. */
    @ParameterizedTest
    @MethodSource("casesOfOneSeed")
    void theTopologyDoesTheSame(Case the) {
        Arrivals arrivals = the.arrivals(true);
        Arrival stray = stray(the, arrivals, SeededAttacks.LOGIN_SOURCE, "stranger", true);

        Found found = arrivals.with(stray).run(RULES);

        assertEquals(MixedTraffic.episodes(RULES, arrivals.events()), found.episodes());
        assertEquals(rejects(List.of(stray)), found.rejected());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aFailureOfTheVictimCountsWhereItSaysOrNotAtAll(Case the) {
        Arrivals arrivals = the.arrivals(false);
        for (String source : List.of("laptop", SeededAttacks.LOGIN_SOURCE)) {
            Arrival stray = stray(the, arrivals, source, SeededAttacks.VICTIM, false);
            Arrivals with = arrivals.with(stray);

            Found found = with.run(RULES, PARTITIONS);

            assertEquals(episodesOfAccepted(with), found.episodes());
            assertEquals(rejects(List.of(stray)), found.rejected());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aTickThatOpensTheAttacksOwnSourceInTheFutureChangesNothing(Case the) {
        Arrivals arrivals = the.arrivals(false);
        long momentMs = the.momentMs(arrivals);
        byte[] open = TickCodec.open(
                SeededAttacks.LOGIN_SOURCE, momentMs + the.shift().toMillis());

        Found found = arrivals.with(Arrival.tick(open, momentMs)).run(RULES, PARTITIONS);

        assertEquals(MixedTraffic.episodes(RULES, arrivals.events()), found.episodes());
        assertEquals(List.of(), found.rejected());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aSourceWhoseClockRunsAheadIsTakenAtItsWordOrNotAtAll(Case the) {
        Arrivals right = the.arrivals(false);
        long momentMs = the.amid() ? the.momentMs(right) : Long.MIN_VALUE;
        Arrivals arrivals = right.map(
                event -> event.eventId().source().equals(SeededAttacks.LOGIN_SOURCE) && event.timeMs() >= momentMs
                        ? Arrivals.at(event, event.timeMs() + the.shift().toMillis())
                        : event);

        Found found = arrivals.run(RULES, PARTITIONS);

        assertEquals(episodesOfAccepted(arrivals), found.episodes());
        assertEquals(rejects(arrivals.all()), found.rejected());
    }

    /** The logins are written by two services, one of whose clocks is 50 s ahead or behind. */
    @ParameterizedTest
    @MethodSource("cases")
    void twoSourcesWhoseClocksDifferMakeNeitherLate(Case the) {
        long differMs = the.amid() ? -50_000 : 50_000;
        Arrivals arrivals = the.arrivals(false)
                .map(event -> event instanceof LoginEvent login && login.timeMs() / 1_000 % 2 == 0
                        ? secondService(login, differMs)
                        : event);

        Found found = arrivals.run(RULES, PARTITIONS);

        assertEquals(MixedTraffic.episodes(RULES, arrivals.events()), found.episodes());
        assertEquals(List.of(), found.rejected());
    }

    /** Whether the jump comes between an event and the next tick or in a silence makes a difference to idle sources. */
    @ParameterizedTest
    @MethodSource("cases")
    void aBrokersClockThatJumpsAheadChangesNothing(Case the) {
        Arrivals arrivals = the.arrivals(isAheadOfTheLateness(the));
        SortedSet<String> expected = MixedTraffic.episodes(RULES, arrivals.events());
        for (long waitMs = 0; waitMs < (the.amid() ? 60_000 : 1); waitMs += 15_000) {
            long jumpMs = the.momentMs(arrivals) + waitMs;
            LongUnaryOperator ahead =
                    atMs -> atMs < jumpMs ? atMs : atMs + the.shift().toMillis();
            LongUnaryOperator andBack = atMs -> atMs > jumpMs + 100_000 ? atMs : ahead.applyAsLong(atMs);
            for (LongUnaryOperator clock : List.of(ahead, andBack)) {
                Found found = arrivals.byBrokersClock(clock).run(RULES, 1);

                assertEquals(expected, found.episodes(), () -> "jumps at " + jumpMs);
                assertEquals(List.of(), found.rejected());
            }
        }
    }

    /** The same people are attacked again who were attacked three days ago, while the logs of that are imported. */
    @ParameterizedTest
    @MethodSource("cases")
    void anImportBesideLiveTrafficChangesNothing(Case the) {
        Arrivals live = the.arrivals(the.amid());
        long ageMs = Duration.ofDays(3).toMillis();
        List<SecurityEvent> first = SeededAttacks.log(the.seed() + 100, T0 - ageMs, "import:1");
        List<SecurityEvent> second = SeededAttacks.log(the.seed() + 200, T0 - 2 * ageMs, "import:2");

        Found found = imported(second, imported(first, live, the.momentMs(live), 700), T0 + 120_000, 300)
                .run(RULES, PARTITIONS);

        SortedSet<String> expected = new TreeSet<>();
        for (List<SecurityEvent> each : List.of(live.events(), first, second)) {
            SortedSet<String> alone = MixedTraffic.episodes(RULES, each);
            assertTrue(alone.size() >= 10, () -> "too few: " + alone);
            expected.addAll(alone);
        }
        assertEquals(expected, found.episodes());
        assertEquals(List.of(), found.rejected());
    }

    private static Arrivals imported(List<SecurityEvent> log, Arrivals live, long beginMs, long everyMs) {
        String source = log.get(0).eventId().source();
        List<Arrival> imported = new ArrayList<>();
        long atMs = beginMs;
        imported.add(Arrival.tick(TickCodec.open(source, log.get(0).timeMs()), atMs));
        for (SecurityEvent event : log) {
            atMs += everyMs;
            imported.add(Arrival.of(event, atMs));
        }
        imported.add(Arrival.tick(TickCodec.close(source), atMs + 1));
        return live.and(Arrivals.ofAll(imported));
    }

    private static boolean isAheadOfTheLateness(Case the) {
        return the.shift().toMillis() > 65_000;
    }

    private static Arrival stray(Case the, Arrivals arrivals, String source, String user, boolean success) {
        long atMs = the.momentMs(arrivals);
        long timeMs = atMs + the.shift().toMillis();
        EventId id = new EventId(EventId.DEFAULT_TENANT, source, "stray");
        return Arrival.of(new LoginEvent(id, timeMs, null, user, success, "192.0.2.66", null), atMs);
    }

    private static SecurityEvent secondService(LoginEvent login, long differMs) {
        EventId id =
                new EventId(login.eventId().tenant(), "idp-2", login.eventId().id());
        return new LoginEvent(
                id, login.timeMs() + differMs, null, login.userId(), login.success(), login.sourceIp(), null);
    }

    private static boolean isFromTheFuture(Arrival arrival) {
        SecurityEvent event = arrival.event();
        return event != null && event.timeMs() > arrival.atMs() + TOLERANCE_MS;
    }

    private static SortedSet<String> episodesOfAccepted(Arrivals arrivals) {
        List<SecurityEvent> accepted = new ArrayList<>();
        for (Arrival each : arrivals.all()) {
            if (each.event() != null && !isFromTheFuture(each)) {
                accepted.add(each.event());
            }
        }
        return MixedTraffic.episodes(RULES, accepted);
    }

    private static List<String> rejects(List<Arrival> arrivals) {
        List<String> rejects = new ArrayList<>();
        for (Arrival each : arrivals) {
            if (each.event() != null && isFromTheFuture(each)) {
                rejects.add("FUTURE " + each.event().eventId().id());
            }
        }
        return rejects;
    }

    /** The shipped rules, and some whose windows are so short that a wrong clock of a few seconds could empty them. */
    private static RuleSet rules() {
        List<RuleFile> files = new ArrayList<>(ShippedRules.files());
        files.add(new RuleFile("short.yml", SHORT_RULES));
        try {
            return RuleCompiler.compile(files);
        } catch (io.tocsin.rules.yaml.InvalidDocumentException e) {
            throw new AssertionError(e);
        }
    }

    private static final String SHORT_RULES = """
            title: Failures of a user in a short time
            id: 0f0d2d58-5c0e-4a52-8a86-6a4b0a5d8a01
            name: short_failures_per_user
            correlation:
                type: event_count
                rules: [failed_login]
                group-by: [userId]
                timespan: 50s
                condition: {gte: 2}
            level: low
            ---
            title: Failures of everybody in a short time
            id: 0f0d2d58-5c0e-4a52-8a86-6a4b0a5d8a02
            name: short_failures_platform
            correlation:
                type: event_count
                rules: [failed_login]
                timespan: 60s
                condition: {gt: 3}
            level: low
            ---
            title: Users with failures in a short time
            id: 0f0d2d58-5c0e-4a52-8a86-6a4b0a5d8a03
            name: short_users_per_source
            correlation:
                type: value_count
                rules: [failed_login]
                group-by: [sourceIp]
                timespan: 70s
                condition: {gte: 3, field: userId}
            level: low
            """;
}
