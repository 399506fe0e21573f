package io.tocsin.rules.detect;

import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.sigma.CarriedFields;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.RuleInfo;
import io.tocsin.rules.sigma.RuleSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How correlations look at the episodes of others: each counts once, as a match at its crossing, with the fields of the event
 * there and of the group that it was found in.
 */
public final class Chains {

    /**
     * An episode counts for a rule that looks at it.
     *
     * @param rule the rule
     * @param group the group it counts in, or {@code null} where a field of the rule's {@code group-by} is missing, or what
     *     the rule counts
     * @param match the crossing as the rule sees it
     */
    public record Hit(CorrelationRule rule, @Nullable Group group, Match match) {}

    /** What a rule looks at in an event or in another rule's episode. */
    record Seen(@Nullable Group group, long mark, Map<String, String> carried) {
        static final Seen NOTHING = new Seen(null, 0, Map.of());
    }

    private record Link(CorrelationRule outer, int step) {}

    private final CarriedFields carried;
    private final Map<String, List<Link>> outerByInner = new HashMap<>();
    private final int levels;
    private final long mostDelayMs;

    /** How the rules of a set look at one another. */
    public Chains(RuleSet rules) {
        List<CorrelationRule> counting = rules.counting();
        this.carried = CarriedFields.of(counting);
        this.levels =
                1 + counting.stream().mapToInt(CorrelationRule::level).max().orElse(0);
        this.mostDelayMs = counting.stream()
                .flatMap(outer -> outer.inners().stream())
                .map(CorrelationRule.Inner::rule)
                .filter(inner -> inner.judgedAt().waits())
                .mapToLong(inner -> new Expiries(inner).delayMs())
                .max()
                .orElse(0);
        for (CorrelationRule outer : counting) {
            for (CorrelationRule.Inner inner : outer.inners()) {
                outerByInner
                        .computeIfAbsent(inner.rule().info().id(), added -> new ArrayList<>())
                        .add(new Link(outer, inner.step()));
            }
        }
    }

    /** How many rules at most stand one behind the other; 1 where none looks at another. */
    public int levels() {
        return levels;
    }

    /** Whether others look at the episodes of a rule. */
    public boolean isInner(CorrelationRule rule) {
        return outerByInner.containsKey(rule.info().id());
    }

    /** What a settled crossing counts for. */
    public List<Hit> hits(CorrelationRule inner, Group group, Match crossing) {
        List<Hit> hits = new ArrayList<>();
        FieldView fields = new EpisodeFields(inner, group, crossing);
        // At one event several rules may have crossings, which their ids tell apart; at one expiry a rule may in many
        // groups.
        Fingerprint fingerprint = crossing.isExpiry() ? of(group) : crossing.fingerprint();
        String id = crossing.isExpiry()
                ? Long.toHexString(fingerprint.high()) + Long.toHexString(fingerprint.low())
                : crossing.source() + '\n' + crossing.id();
        for (Link link : outerByInner.getOrDefault(inner.info().id(), List.of())) {
            Set<String> tenants = link.outer().info().tenants();
            if (!tenants.isEmpty() && !tenants.contains(group.tenant())) {
                continue;
            }
            long step = link.step() < 0 ? 0 : 1L << link.step();
            Seen seen = see(link.outer(), inner.info(), group.tenant(), fields, step);
            Match match = new Match(
                    inner.info().id(),
                    id,
                    fingerprint,
                    seen.mark(),
                    crossing.stale(),
                    crossing.evidence(),
                    seen.carried());
            hits.add(new Hit(link.outer(), seen.group(), match));
        }
        return hits;
    }

    private static Fingerprint of(Group group) {
        StringBuilder text = new StringBuilder();
        group.values()
                .forEach((field, value) ->
                        text.append(value.length()).append(':').append(value));
        return Fingerprint.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * By how much later than the watermark passes it a crossing may be settled, milliseconds: of large groups several
     * expiries are decided together.
     */
    public long mostDelayMs() {
        return mostDelayMs;
    }

    /**
     * What a rule looks at.
     *
     * @param met the rule that the event meets, or whose episode it is
     * @param fields its fields, which are short enough to be kept
     * @param steps the bits of the steps that are taken, for a rule of steps
     */
    Seen see(CorrelationRule rule, RuleInfo met, String tenant, FieldView fields, long steps) {
        Long mark = rule.hasSteps() ? Long.valueOf(steps) : Marks.of(rule, met, fields);
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : rule.groupBy()) {
            Object value = fields.field(rule.aliases().field(name, met));
            if (value == null || mark == null) {
                return Seen.NOTHING;
            }
            values.put(name, BoundedFields.text(value));
        }
        return mark == null ? Seen.NOTHING : new Seen(new Group(tenant, values), mark, carried(rule, met, fields));
    }

    /** The values that a rule's match carries for those that look at its episodes, of fields that are short enough. */
    Map<String, String> carried(CorrelationRule rule, RuleInfo met, FieldView fields) {
        List<String> names = carried.of(rule);
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = new TreeMap<>();
        for (String name : names) {
            Object value = fields.field(rule.aliases().field(name, met));
            if (value != null) {
                values.put(name, BoundedFields.text(value));
            }
        }
        return Collections.unmodifiableMap(values);
    }
}
