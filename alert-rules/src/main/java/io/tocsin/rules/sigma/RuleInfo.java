package io.tocsin.rules.sigma;

import io.tocsin.rules.alert.RuleRef;
import io.tocsin.rules.alert.Severity;
import java.util.List;
import java.util.Set;

/**
 * What every Sigma document says of itself.
 *
 * @param id its {@code id}, a UUID
 * @param name its {@code name}, by which other rules may refer to it; the id where it has none
 * @param title its {@code title}
 * @param level its {@code level}
 * @param tags its {@code tags}
 * @param falsePositives its {@code falsepositives}
 * @param tenants whose events alone it looks at; empty for everybody's
 * @param file the file it stands in
 * @param line the line its document begins at, from 1
 */
public record RuleInfo(
        String id,
        String name,
        String title,
        Severity level,
        List<String> tags,
        List<String> falsePositives,
        Set<String> tenants,
        String file,
        int line) {
    public RuleInfo {
        tags = List.copyOf(tags);
        falsePositives = List.copyOf(falsePositives);
        tenants = Set.copyOf(tenants);
    }

    /** What an alert says of its rule. */
    public RuleRef ref() {
        return new RuleRef(id, name, title, tags);
    }
}
