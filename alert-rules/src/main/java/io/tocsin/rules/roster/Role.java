package io.tocsin.rules.roster;

import io.tocsin.rules.alert.Severity;
import java.util.List;
import java.util.regex.Pattern;

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
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,60}");

    public Role {
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "the role is called '" + id + "'; 1 to 60 lower-case letters, digits and hyphens are allowed");
        }
        responsibilities = List.copyOf(responsibilities);
        emails = List.copyOf(emails);
    }

    /** Whether a role may be called so: the name must fit into its topic's name. */
    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** Whether this role is told of an alert whose severity is or was {@code severity}. */
    public boolean isToldOf(Severity severity) {
        return severity.isAtLeast(minimumSeverity);
    }
}
