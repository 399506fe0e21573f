package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.sigma.AttackTag;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ATT&amp;CK tags of Sigma rules ({@code attack.t1110.001}, {@code attack.credential-access}; Sigma's tag appendix) as
 * OCSF {@code attack} objects, one for each tag, because tags don't say which tactic a technique belongs to. Other tags,
 * groups and software among them, have no place there.
 */
final class AttackTags {
    /**
     * The tactics of ATT&amp;CK for Enterprise. In its version 19 Stealth has the id that Defense Evasion had, of which Defense
     * Impairment was parted; rules for older versions still name that.
     */
    private static final Map<String, Tactic> TACTICS = Map.ofEntries(
            Map.entry("reconnaissance", new Tactic("TA0043", "Reconnaissance")),
            Map.entry("resource-development", new Tactic("TA0042", "Resource Development")),
            Map.entry("initial-access", new Tactic("TA0001", "Initial Access")),
            Map.entry("execution", new Tactic("TA0002", "Execution")),
            Map.entry("persistence", new Tactic("TA0003", "Persistence")),
            Map.entry("privilege-escalation", new Tactic("TA0004", "Privilege Escalation")),
            Map.entry("defense-evasion", new Tactic("TA0005", "Defense Evasion")),
            Map.entry("stealth", new Tactic("TA0005", "Stealth")),
            Map.entry("defense-impairment", new Tactic("TA0112", "Defense Impairment")),
            Map.entry("credential-access", new Tactic("TA0006", "Credential Access")),
            Map.entry("discovery", new Tactic("TA0007", "Discovery")),
            Map.entry("lateral-movement", new Tactic("TA0008", "Lateral Movement")),
            Map.entry("collection", new Tactic("TA0009", "Collection")),
            Map.entry("exfiltration", new Tactic("TA0010", "Exfiltration")),
            Map.entry("command-and-control", new Tactic("TA0011", "Command and Control")),
            Map.entry("impact", new Tactic("TA0040", "Impact")));

    private record Tactic(String uid, String name) {}

    private AttackTags() {}

    /** Writes the field {@code attacks}, unless no tag belongs there. */
    static void write(JsonGenerator json, List<String> tags) throws IOException {
        boolean started = false;
        for (String tag : tags) {
            Tactic tactic = AttackTag.tactic(tag).map(TACTICS::get).orElse(null);
            String technique = tactic == null ? AttackTag.technique(tag).orElse(null) : null;
            if (tactic == null && technique == null) {
                continue;
            }
            if (!started) {
                json.writeArrayFieldStart("attacks");
                started = true;
            }
            json.writeStartObject();
            if (tactic != null) {
                writeEntity(json, "tactic", tactic.uid(), tactic.name());
            } else if (technique != null) {
                int dot = technique.indexOf('.');
                writeEntity(json, "technique", dot < 0 ? technique : technique.substring(0, dot), null);
                if (dot >= 0) {
                    writeEntity(json, "sub_technique", technique, null);
                }
            }
            json.writeEndObject();
        }
        if (started) {
            json.writeEndArray();
        }
    }

    private static void writeEntity(JsonGenerator json, String field, String uid, @Nullable String name)
            throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("uid", uid);
        if (name != null) {
            json.writeStringField("name", name);
        }
        json.writeEndObject();
    }
}
