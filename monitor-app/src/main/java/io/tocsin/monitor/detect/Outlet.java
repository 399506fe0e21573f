package io.tocsin.monitor.detect;

import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.ContainmentRequestCodec;
import io.tocsin.monitor.wire.MatchCodec;
import io.tocsin.monitor.wire.MatchRecord;
import io.tocsin.monitor.wire.RejectReason;
import io.tocsin.monitor.wire.StreamRejection;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.containment.ContainmentRequest;
import io.tocsin.rules.detect.Chains;
import io.tocsin.rules.detect.Match;
import io.tocsin.rules.roster.Role;
import io.tocsin.rules.roster.Roster;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** What one part of the detect topology sends on: alerts to everybody who is told of them, requests, and rejects. */
final class Outlet {
    static final String MATCHES = "matches-from-";
    static final String MOVED = "moved-";
    static final String ALERTS = "alerts-from-";
    static final String ACCOUNT_REQUESTS = "account-requests-from-";
    static final String REJECTED = "rejected-from-";

    private final ProcessorContext<byte[], byte[]> context;
    private final String part;
    private final Roster roster;

    Outlet(ProcessorContext<byte[], byte[]> context, String part, Roster roster) {
        this.context = context;
        this.part = part;
        this.roster = roster;
    }

    static String roleAlerts(Role role, String part) {
        return "alerts-" + role.id() + "-from-" + part;
    }

    /** Publishes alerts; the first of each also asks of respond what its rule says, the last takes it back. */
    void publish(List<Alert> alerts, long arrivalMs) {
        for (Alert alert : alerts) {
            Record<byte[], byte[]> record =
                    new Record<>(AlertCodec.key(alert), AlertCodec.encode(alert), arrivalMs, new RecordHeaders());
            context.forward(record, ALERTS + part);
            for (Role role : roster.toldOf(alert.highestSeverity())) {
                context.forward(record, roleAlerts(role, part));
            }
            AlertRequests.of(alert).forEach(asked -> request(asked, arrivalMs));
        }
    }

    private void request(ContainmentRequest request, long arrivalMs) {
        context.forward(
                new Record<>(ContainmentRequestCodec.key(request), ContainmentRequestCodec.encode(request), arrivalMs),
                ACCOUNT_REQUESTS + part);
    }

    /** Puts a record aside with the reason; the stream goes on. */
    void reject(Record<byte[], byte[]> record, RejectReason reason, String detail) {
        context.forward(StreamRejection.of(context, record, reason, detail), REJECTED + part);
    }

    /** Sends a match or a watermark on to be counted. */
    void match(byte @Nullable [] key, byte[] value, long arrivalMs) {
        context.forward(new Record<>(key, value, arrivalMs), MATCHES + part);
    }

    /** Sends on what settled episodes count for. */
    void handOn(List<Chains.Hit> hits, DetectMetrics metrics, long arrivalMs) {
        for (Chains.Hit hit : hits) {
            if (hit.group() == null) {
                metrics.ungrouped();
                continue;
            }
            String ruleId = hit.rule().info().id();
            Match match = hit.match();
            Map<String, Map<String, String>> carried =
                    match.carried().isEmpty() ? Map.of() : Map.of(ruleId, match.carried());
            MatchRecord.Counted counted = new MatchRecord.Counted(match.plain(), Map.of(ruleId, match.mark()), carried);
            match(MatchCodec.key(hit.group()), MatchCodec.encode(counted), arrivalMs);
        }
    }

    /** Appends a record again, to the partition of its key. */
    void move(byte[] key, byte[] value, Headers headers, long arrivalMs) {
        context.forward(new Record<>(key, value, arrivalMs, headers), MOVED + part);
    }
}
