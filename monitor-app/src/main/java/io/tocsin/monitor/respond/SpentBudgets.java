package io.tocsin.monitor.respond;

import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.containment.BudgetEpisode;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.roster.Role;
import io.tocsin.rules.roster.Roster;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Tells of each time in which a tenant's budget of locks is spent: one alert when it begins, the same closed when it ends. */
final class SpentBudgets {

    private final ContainmentPolicy policy;
    private final Roster roster;
    private final BlockStore store;
    private final ProcessorContext<byte[], byte[]> context;

    SpentBudgets(ContainmentPolicy policy, Roster roster, BlockStore store, ProcessorContext<byte[], byte[]> context) {
        this.policy = policy;
        this.roster = roster;
        this.store = store;
        this.context = context;
    }

    /** A lock of a tenant was refused. */
    void refused(String tenant, long nowMs) {
        BudgetEpisode before = store.episode(tenant);
        if (before != null && nowMs < before.endMs()) {
            store.put(tenant, before.refuse(nowMs));
            return;
        }
        if (before != null) {
            publish(before.closed(tenant, policy), nowMs);
        }
        BudgetEpisode begun = BudgetEpisode.begin(nowMs);
        store.put(tenant, begun);
        publish(begun.opened(tenant, policy), nowMs);
    }

    void tick(long nowMs) {
        store.episodes().forEach((tenant, episode) -> {
            if (nowMs >= episode.endMs()) {
                store.endEpisode(tenant);
                publish(episode.closed(tenant, policy), nowMs);
            }
        });
    }

    private void publish(Alert alert, long nowMs) {
        Record<byte[], byte[]> record = new Record<>(AlertCodec.key(alert), AlertCodec.encode(alert), nowMs);
        context.forward(record, RespondTopology.ALERTS_SINK);
        for (Role role : roster.toldOf(alert.highestSeverity())) {
            context.forward(record, RespondTopology.roleAlerts(role));
        }
    }
}
