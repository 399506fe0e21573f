package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void whatComesFromEventsCannotCommandTheTerminal() {
        assertEquals("a\\u001b[31mb\\u000a\\u202ec é", Terminal.printable("a\u001b[31mb\n\u202ec é"));
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table("A", "LONG", "C");
        table.add("wide", "x", "");

        assertEquals(List.of("A     LONG  C", "wide  x"), table.lines());
        assertThrows(IllegalArgumentException.class, () -> table.add("one"));
    }

    @Test
    void aTimeIsAnInstantOrHowLongAgo() {
        Instant now = Instant.parse("2026-01-01T12:00:00Z");
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);

        assertEquals(Instant.parse("2026-01-01T08:00:00Z"), TimeOption.parse("--from", "2026-01-01T08:00:00Z", clock));
        assertEquals(now.minus(Duration.ofMinutes(15)), TimeOption.parse("--from", "15m", clock));
        assertThrows(CliException.class, () -> TimeOption.parse("--from", "yesterday", clock));
    }

    @Test
    void theFirstStopAsksAndRunsWhatIsToBeDoneOnce() {
        StopSignal stop = StopSignal.manual();
        List<String> done = new ArrayList<>();
        stop.onAsked(() -> done.add("first"));
        stop.onAsked(() -> done.add("second"));

        stop.ask();
        stop.ask();
        stop.onAsked(() -> done.add("late"));

        assertEquals(List.of("second", "late"), done);
        assertEquals(true, stop.isAsked());
    }
}
