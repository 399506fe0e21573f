package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.Problems;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds rules by id and by name alike: a correlation may use either, whichever a rule has. */
final class RuleReferences {

    /**
     * A rule.
     *
     * @param detection the compiled detection; {@code null} for a correlation
     * @param correlation the compiled correlation; {@code null} for a detection, and as long as it isn't compiled
     */
    record Entry(
            RuleInfo info,
            @Nullable DetectionRule detection,
            @Nullable CorrelationRule correlation) {}

    private final Map<String, Entry> byReference = new LinkedHashMap<>();
    private final Set<String> referred = new HashSet<>();
    private final Set<String> generating = new HashSet<>();

    /** Adds a rule and reports an id or name that is taken. */
    void add(Entry entry, Problems problems) {
        RuleInfo info = entry.info();
        if (!info.id().isEmpty()) {
            put("id", info.id(), entry, problems);
        }
        if (!info.name().equals(info.id())) {
            put("name", info.name(), entry, problems);
        }
    }

    private void put(String what, String reference, Entry entry, Problems problems) {
        Entry taken = byReference.putIfAbsent(reference, entry);
        if (taken != null) {
            problems.add(
                    entry.info().file(),
                    entry.info().line(),
                    "the " + what + " " + reference + " belongs to the rule at "
                            + taken.info().file() + ":" + taken.info().line() + " already; give one of them another");
        }
    }

    /** Makes a correlation known to those that are compiled after it. */
    void compiled(CorrelationRule rule) {
        byReference.replaceAll(
                (reference, entry) -> entry.info().equals(rule.info()) ? new Entry(entry.info(), null, rule) : entry);
    }

    /**
     * The rule that a correlation's reference means; from now on it counts as referred to.
     *
     * @param silence whether it isn't to alert on its own for that, as Sigma's {@code generate: false} asks
     */
    Optional<Entry> refer(String reference, boolean silence) {
        Optional<Entry> found = find(reference);
        found.ifPresent(entry -> {
            referred.add(entry.info().id());
            if (!silence) {
                generating.add(entry.info().id());
            }
        });
        return found;
    }

    /** The rule that a reference means. */
    Optional<Entry> find(String reference) {
        Entry exact = byReference.get(reference);
        return Optional.ofNullable(exact == null ? byReference.get(reference.toLowerCase(Locale.ROOT)) : exact);
    }

    /** Whether a correlation refers to the rule. */
    boolean isReferred(RuleInfo info) {
        return referred.contains(info.id());
    }

    /** Whether a rule that correlations refer to alerts on its own nevertheless: one of them says {@code generate: true}. */
    boolean isGenerating(RuleInfo info) {
        return generating.contains(info.id());
    }

    /** Every id and name. */
    List<String> names() {
        return List.copyOf(byReference.keySet());
    }
}
