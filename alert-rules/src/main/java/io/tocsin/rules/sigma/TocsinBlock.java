package io.tocsin.rules.sigma;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a document says under {@code tocsin}: what Sigma has no words for. */
final class TocsinBlock {

    private static final String TENANTS = "tenants";

    private static final String RESPOND = "respond";

    private static final Set<Alert.Response> NEED_ACCOUNT =
            EnumSet.of(Alert.Response.LOCK_ACCOUNT, Alert.Response.STEP_UP);

    /** The window of a detection that alerts on its own, unless it says another. */
    private static final long DEFAULT_TIMESPAN_MS = 300_000;

    private final Optional<MapReader> block;

    TocsinBlock(MapReader document) {
        this.block = document.map("tocsin");
    }

    /** Whose events alone the document is about; empty for everybody's. */
    Set<String> tenants() {
        Set<String> tenants = new LinkedHashSet<>();
        block.ifPresent(each -> {
            List<YamlScalar> written = each.scalars(TENANTS);
            for (YamlScalar tenant : written) {
                if (tenant.text().length() > EventId.MAX_LENGTH) {
                    each.problem(
                            TENANTS,
                            "has a tenant of " + tenant.text().length() + " characters; at most " + EventId.MAX_LENGTH
                                    + " are allowed");
                } else if (!tenants.add(tenant.text())) {
                    each.problem(TENANTS, "names " + tenant.text() + " twice");
                }
            }
            if (each.value(TENANTS).filter(YamlList.class::isInstance).isPresent() && written.isEmpty()) {
                each.problem(TENANTS, "is empty; name the tenants, or leave it out for all of them");
            }
        });
        return tenants;
    }

    /** Whether anything else stands there than whose events the document is about. */
    boolean saysMoreThanTenants() {
        return block.filter(each -> each.map().names().stream().anyMatch(name -> !name.equals(TENANTS)))
                .isPresent();
    }

    void ignoreRest() {
        block.ifPresent(MapReader::ignoreRest);
    }

    /** Where the severity score starts. */
    int baseScore(RuleInfo info) {
        return block.flatMap(each -> each.integer("base_score", 0, 100))
                .map(Long::intValue)
                .orElse(info.level().lowestScore());
    }

    /** The fields whose distinct values raise the score. */
    List<String> distinct(List<String> groupBy, SharedFields shared) {
        return block.map(each -> shared.distinct(each, "distinct", groupBy)).orElse(List.of());
    }

    void refuseDistinct(CorrelationType type) {
        block.filter(each -> each.value("distinct").isPresent())
                .ifPresent(each -> each.problem(
                        "distinct",
                        type == CorrelationType.VALUE_COUNT
                                ? "is not needed: the score is fed with what `condition.field` counts"
                                : "is not supported for the type " + type.label()));
    }

    /** Whether what is found means that somebody has got in. */
    boolean takeover(CorrelationType type) {
        boolean takeover = block.flatMap(each -> each.bool("takeover")).orElse(false);
        if (takeover && !type.hasSteps()) {
            block.get().problem("takeover", "is true, which only a rule of steps can tell");
        }
        return takeover;
    }

    /** What is asked to be done; people are told in any case. */
    List<Alert.Response> responses(List<String> groupBy, FieldAliases aliases) {
        List<Alert.Response> responses = block.map(
                        each -> each.someOf(RESPOND, List.of(Alert.Response.values()), Alert.Response::label))
                .orElse(List.of());
        boolean ofAccount = groupBy.equals(List.of("userId")) && !aliases.areIn(groupBy);
        for (Alert.Response response : responses) {
            if (NEED_ACCOUNT.contains(response) && !ofAccount) {
                block.get()
                        .problem(
                                RESPOND,
                                "is " + response.label()
                                        + ", which needs group-by [userId]: a group must be exactly one account");
            }
        }
        if (responses.size() > 1 && responses.contains(Alert.Response.NOTIFY)) {
            block.get().problem(RESPOND, "names notify beside others; people are told in any case");
        }
        if (responses.containsAll(NEED_ACCOUNT)) {
            block.get().problem(RESPOND, "names lock-account and step-up; whoever is locked has no login to prove");
        }
        return responses.isEmpty() ? List.of(Alert.Response.NOTIFY) : responses;
    }

    /** The window of a detection that alerts on its own, milliseconds. */
    long timespanMs() {
        return block.filter(each -> each.has("timespan")).map(Timespan::readMs).orElse(DEFAULT_TIMESPAN_MS);
    }
}
