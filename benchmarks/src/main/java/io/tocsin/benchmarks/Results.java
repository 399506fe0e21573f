package io.tocsin.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The measurements of several rounds, each with its ratios to those of the same round. */
public final class Results {
    private final List<Map<String, Measured>> rounds = new ArrayList<>();
    private boolean isCounted;
    private Map<String, Measured> current = new LinkedHashMap<>();

    /** Begins a round; one that isn't counted warms up. */
    public void beginRound(boolean counted) {
        isCounted = counted;
        current = new LinkedHashMap<>();
        if (counted) {
            rounds.add(current);
        }
    }

    /** Takes a measurement of the round, and shows it. */
    public void add(String name, Measured measured) {
        current.put(name, measured);
        System.err.printf(Locale.ROOT, "%-8s %-28s %s%n", isCounted ? "" : "warm-up", name, measured);
    }

    /** Prints medians, and the medians of the ratios to these measurements of the same round. */
    public void print(String... references) {
        if (rounds.isEmpty()) {
            return;
        }
        System.out.println("Medians of " + rounds.size() + " rounds; ratios in rate, from the same round:");
        for (String name : rounds.get(0).keySet()) {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%-28s %,9.0f events/s %6.2f CPU µs/event",
                    name,
                    median(rounds.stream()
                            .map(round -> get(round, name).perSecond())
                            .toList()),
                    median(rounds.stream()
                            .map(round -> get(round, name).cpuMicros())
                            .toList())));
            for (String reference : references) {
                line.append(String.format(
                        Locale.ROOT,
                        "  %.2f of %s",
                        median(rounds.stream()
                                .map(round -> get(round, name).perSecond()
                                        / get(round, reference).perSecond())
                                .toList()),
                        reference));
            }
            System.out.println(line);
        }
    }

    private static Measured get(Map<String, Measured> round, String name) {
        Measured measured = round.get(name);
        if (measured == null) {
            throw new IllegalStateException("the round has no " + name);
        }
        return measured;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
