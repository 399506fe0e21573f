package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.RuleRef;
import io.tocsin.rules.alert.Score;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AlertCause.Grounds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertCauseTest {

    @Test
    void theGroundsAreThoseOfTheAlert() {
        AlertCause cause = AlertCause.of(alert(List.of(), List.of()));

        assertEquals(new Grounds("00ff", 7, 100, 900, 10, List.of()), cause.grounds());
        assertEquals(Severity.MEDIUM, cause.severity());
    }

    @Test
    void eachSourceIsNamedOnceInTheOrderOfItsFirstEvent() {
        AlertCause cause = AlertCause.of(alert(
                evidence("203.0.113.9", null, "2001:db8::5", "203.0.113.9", "unknown"),
                evidence("2001:db8::6", "192.0.2.1", "::ffff:192.0.2.1")));

        assertEquals(
                List.of("203.0.113.9", "2001:db8::/64", "192.0.2.1"),
                cause.grounds().sources().stream().map(Source::text).toList());
    }

    @Test
    void noMoreSourcesAreNamedThanARequestHolds() {
        List<Evidence> many =
                evidence(IntStream.range(0, 50).mapToObj(i -> "192.0.2." + i).toArray(String[]::new));

        List<Source> sources = AlertCause.of(alert(many, many)).grounds().sources();

        assertEquals(Grounds.SOURCE_LIMIT, sources.size());
        assertEquals("192.0.2.31", sources.get(31).text());
    }

    private static List<Evidence> evidence(@Nullable String... sources) {
        return Arrays.stream(sources)
                .map(source -> new Evidence(100, null, null, source))
                .toList();
    }

    private static Alert alert(List<Evidence> oldest, List<Evidence> newest) {
        return new Alert(
                "uid",
                Alert.Activity.CREATE,
                1,
                "default",
                new RuleRef("rule-1", "failed-logins", "Failed logins", List.of()),
                Map.of("userId", "alice"),
                500,
                500,
                100,
                900,
                7,
                5,
                true,
                5,
                null,
                300_000,
                new Score(40, 0, 0, 10, 0),
                Severity.MEDIUM,
                false,
                false,
                false,
                null,
                oldest,
                newest,
                List.of(Alert.Response.LOCK_ACCOUNT),
                "00ff");
    }
}
