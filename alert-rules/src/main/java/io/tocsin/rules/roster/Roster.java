package io.tocsin.rules.roster;

import io.tocsin.rules.alert.Severity;
import java.util.List;

/**
 * The response team.
 *
 * @param roles its roles, in the order of the file
 */
public record Roster(List<Role> roles) {

    /** The roles that the platform's incident response plan names; a roster must fill every one. */
    public static final List<String> REQUIRED_ROLES =
            List.of("incident-commander", "technical-lead", "communications-lead", "legal-advisor");

    public Roster {
        roles = List.copyOf(roles);
        List<String> ids = roles.stream().map(Role::id).toList();
        for (String required : REQUIRED_ROLES) {
            if (ids.stream().filter(required::equals).count() != 1) {
                throw new IllegalArgumentException("the roster must name the role " + required + " exactly once");
            }
        }
    }

    /** The roles that are told of an alert whose severity is or was {@code severity}, in the roster's order. */
    public List<Role> toldOf(Severity severity) {
        return roles.stream().filter(role -> role.isToldOf(severity)).toList();
    }
}
