package io.tocsin.monitor.wire;

import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.Source;
import java.util.Objects;

/**
 * What a gateway has to know of a block.
 *
 * @param tenant whose traffic it is
 * @param source what is blocked
 * @param untilMs when the block ends by itself, milliseconds since the epoch
 * @param scenario what led to it, as {@code tocsin/} and a rule's name or {@code operator}
 */
public record BlockedSource(String tenant, Source source, long untilMs, String scenario) {

    /**
     * What a state says of a block that stands or stood.
     *
     * @throws NullPointerException if the source never was blocked
     */
    public static BlockedSource of(BlockState state) {
        BlockRequest block = Objects.requireNonNull(state.block(), "a block that was refused");
        AlertCause alert = block.alert();
        String scenario = "tocsin/" + (alert == null ? "operator" : alert.ruleName());
        return new BlockedSource(state.tenant(), state.source(), state.untilMs(), scenario);
    }
}
