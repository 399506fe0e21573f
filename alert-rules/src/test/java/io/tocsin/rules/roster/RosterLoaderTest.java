package io.tocsin.rules.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RosterLoaderTest {
    private static final String FOUR = RosterLoader.defaultText();

    private static List<String> problems(String text) {
        InvalidDocumentException e =
                assertThrows(InvalidDocumentException.class, () -> RosterLoader.load("roster.yml", text));
        return e.problems().stream().map(Object::toString).toList();
    }

    @Test
    void theDefaultRosterHasThePlatformsFourRoles() {
        Roster roster = RosterLoader.defaultRoster();
        assertEquals(
                List.of("Security Manager", "Senior Developer", "PR Manager", "Legal Counsel"),
                roster.roles().stream().map(Role::name).toList());
        assertEquals(
                List.of("Technical investigation", "Vulnerability assessment"),
                roster.roles().get(1).responsibilities());
        assertEquals(List.of("legal-counsel@example.com"), roster.roles().get(3).emails());
    }

    @Test
    void mediumReachesTheTechnicalLeadAndTheIncidentCommanderAlone() {
        Roster roster = RosterLoader.defaultRoster();
        assertEquals(
                List.of("incident-commander", "technical-lead"),
                roster.toldOf(Severity.MEDIUM).stream().map(Role::id).toList());
        assertEquals(2, roster.toldOf(Severity.HIGH).size());
        assertEquals(4, roster.toldOf(Severity.CRITICAL).size());
        assertTrue(roster.toldOf(Severity.LOW).isEmpty());
    }

    @Test
    void aTeamMayAddRolesAndLeaveMailboxesOut() throws InvalidDocumentException {
        Roster roster = RosterLoader.load(
                "roster.yml",
                FOUR
                        + "  on-call:\n    name: Whoever is on call\n    responsibilities: [First look]\n"
                        + "    channel: {emails: []}\n    minimumSeverity: low\n");
        assertEquals(5, roster.roles().size());
        assertEquals(List.of(), roster.roles().get(4).emails());
    }

    @Test
    void everyProblemOfAFileIsReportedAtOnce() {
        String text = """
                roles:
                  incident-commander:
                    name: Boss
                    responsibilities: [All]
                    channel:
                      topic: alerts.boss
                      emails: [boss@example.com, boss.example.com, BOSS@example.com, "a b@example.com"]
                    minimumSeverity: high
                  technical-lead:
                    nam: Lead
                    responsibilities: []
                    channel: {emails: [lead@-example.com]}
                    minimumSeverity: medum
                  Legal Advisor:
                    name: "Law\\nBcc: x@example.com"
                    responsibilities: [Law]
                    channel: {}
                    minimumSeverity: critical
                owner: me
                """;
        assertEquals(
                List.of(
                        "roster.yml:1: the role communications-lead is missing; the incident response plan names it",
                        "roster.yml:1: the role legal-advisor is missing; the incident response plan names it",
                        "roster.yml:6: `roles.incident-commander.channel.topic` is alerts.boss; the topic of this role is"
                                + " alerts.incident-commander",
                        "roster.yml:7: the e-mail address BOSS@example.com stands twice in this role",
                        "roster.yml:7: the e-mail address a b@example.com has something else than letters, digits and"
                                + " single dots before the @",
                        "roster.yml:7: the e-mail address boss.example.com has no @",
                        "roster.yml:8: `roles.incident-commander.minimumSeverity` is high; the incident-commander must be"
                                + " told of alerts from medium on, so medium, low or informational are allowed",
                        "roster.yml:9: `roles.technical-lead.name` is missing",
                        "roster.yml:10: unknown key `roles.technical-lead.nam`; did you mean `name`?; known keys are name,"
                                + " responsibilities, channel, minimumSeverity",
                        "roster.yml:12: the e-mail address lead@-example.com has no host name after the @",
                        "roster.yml:13: `roles.technical-lead.minimumSeverity` is medum; did you mean `medium`?; allowed are"
                                + " informational, low, medium, high, critical",
                        "roster.yml:14: `roles.Legal Advisor` is no name for a role; 1 to 60 lower-case letters, digits and"
                                + " hyphens are allowed",
                        "roster.yml:15: `roles.Legal Advisor.name` holds a line break or another control character",
                        "roster.yml:17: `roles.Legal Advisor.channel.emails` is missing; write [] for a role that reads its"
                                + " topic alone",
                        "roster.yml:19: unknown key `owner`; known keys are roles"),
                problems(text));
    }

    @Test
    void anythingButARosterIsRefused() {
        assertEquals(List.of("roster.yml:1: the file is empty; a map of settings is expected"), problems(""));
        assertEquals(List.of("roster.yml:1: `roles` is a list; a map is expected"), problems("roles: []\n"));
        assertEquals(
                List.of("roster.yml:1: `roles` is missing", "roster.yml:1: unknown key `a`; known keys are roles"),
                problems("a: 1\n"));
    }

    @Test
    void addressesOfEveryUsualFormAreAccepted() {
        for (String sound : List.of("a@b", "first.last+tag@sub.example.com", "o'neil@example.co", "a@localhost")) {
            assertTrue(EmailAddress.fault(sound).isEmpty(), sound);
        }
        for (String wrong : List.of(
                "",
                "@",
                "a@",
                "@b",
                "a@b.",
                "a..b@c",
                ".a@b",
                "a@b..c",
                "a@b@c",
                "<a@b>",
                "a,b@c",
                "a@b\r\nBcc: c@d",
                "ä@b",
                "a@" + "x".repeat(64),
                "x".repeat(65) + "@b",
                "a@" + "b.".repeat(130) + "c")) {
            assertTrue(EmailAddress.fault(wrong).isPresent(), wrong);
        }
    }
}
