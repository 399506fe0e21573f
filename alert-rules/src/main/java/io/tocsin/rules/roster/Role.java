package io.tocsin.rules.roster;

import io.tocsin.rules.alert.Severity;
import java.util.List;

/**
 * One role of the response team.
 *
 * @param id the role: {@code incident-commander}, {@code technical-lead}, {@code communications-lead},
 *     {@code legal-advisor}; also the end of its topic's name, {@code alerts.<id>}
 * @param name who holds it, as people call them
 * @param responsibilities what the role answers for
 * @param emails the mailboxes of its members; may be empty
 * @param minimumSeverity the lowest severity it is told of
 */
public record Role(
        String id, String name, List<String> responsibilities, List<String> emails, Severity minimumSeverity) {
    public Role {
        responsibilities = List.copyOf(responsibilities);
        emails = List.copyOf(emails);
    }

    /** Whether this role is told of an alert whose severity is or was {@code severity}. */
    public boolean isToldOf(Severity severity) {
        return severity.isAtLeast(minimumSeverity);
    }
}
