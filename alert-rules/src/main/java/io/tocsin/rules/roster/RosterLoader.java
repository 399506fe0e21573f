package io.tocsin.rules.roster;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.TextResource;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads a roster file: the response team's roles with the channels through which they are reached. */
public final class RosterLoader {

    /** The roles that must be told of everything from medium on. */
    private static final List<String> ALWAYS_TOLD = List.of("technical-lead", "incident-commander");

    private static final String DEFAULT_ROSTER = "/io/tocsin/rules/roster/default-roster.yml";
    private static final String TOPIC_PREFIX = "alerts.";

    private final Problems problems = new Problems();

    private RosterLoader() {}

    /**
     * The roster in a file's text.
     *
     * @param file the file's name, for messages
     * @throws InvalidDocumentException with every problem of the file, if there is one
     */
    public static Roster load(String file, String text) throws InvalidDocumentException {
        return new RosterLoader().read(file, text);
    }

    /** The roster for those who have written none: the platform's four roles with example addresses. */
    public static Roster defaultRoster() {
        try {
            return load("default-roster.yml", defaultText());
        } catch (InvalidDocumentException e) {
            throw new IllegalStateException("the default roster is broken:\n" + e.getMessage(), e);
        }
    }

    /** The text of the default roster, to begin one's own with. */
    public static String defaultText() {
        return TextResource.read(RosterLoader.class, DEFAULT_ROSTER);
    }

    private Roster read(String file, String text) throws InvalidDocumentException {
        Optional<MapReader> document =
                YamlDocuments.readMap(file, text, problems).map(map -> MapReader.of(map, problems));
        List<Role> roles = new ArrayList<>();
        document.ifPresent(top -> {
            top.require("roles");
            top.map("roles").ifPresent(all -> {
                for (YamlMap.Entry entry : all.map().entries()) {
                    all.map(entry.name()).ifPresent(role -> roles.add(role(all, entry.name(), role)));
                }
                Roster.REQUIRED_ROLES.stream()
                        .filter(id -> !all.has(id))
                        .forEach(id ->
                                all.problem("the role " + id + " is missing; the incident response plan names it"));
            });
            top.finish();
        });
        problems.throwIfAny();
        return new Roster(roles);
    }

    private Role role(MapReader all, String id, MapReader reader) {
        if (!Role.isId(id)) {
            all.problem(id, "is no name for a role; 1 to 60 lower-case letters, digits and hyphens are allowed");
        }
        reader.require("name", "responsibilities", "channel", "minimumSeverity");
        String name = reader.string("name").orElse("");
        if (name.codePoints().anyMatch(Character::isISOControl)) {
            reader.problem("name", "holds a line break or another control character");
        }
        List<String> responsibilities = reader.strings("responsibilities");
        List<String> emails =
                reader.map("channel").map(channel -> channel(channel, id)).orElse(List.of());
        Severity minimum = reader.oneOf("minimumSeverity", List.of(Severity.values()), Severity::label)
                .orElse(Severity.INFORMATIONAL);
        if (ALWAYS_TOLD.contains(id) && !Severity.MEDIUM.isAtLeast(minimum)) {
            reader.problem(
                    "minimumSeverity",
                    "is " + minimum.label() + "; the " + id
                            + " must be told of alerts from medium on, so medium, low or informational are allowed");
        }
        // A name that breaks the rules was reported above; the record would refuse it before the others are.
        return new Role(Role.isId(id) ? id : "unnamed", name, responsibilities, emails, minimum);
    }

    private List<String> channel(MapReader channel, String id) {
        channel.string("topic")
                .filter(topic -> !topic.equals(TOPIC_PREFIX + id))
                .ifPresent(topic ->
                        channel.problem("topic", "is " + topic + "; the topic of this role is " + TOPIC_PREFIX + id));
        if (!channel.has("emails")) {
            channel.problem("emails", "is missing; write [] for a role that reads its topic alone");
        }
        Set<String> seen = new HashSet<>();
        for (YamlScalar email : channel.scalars("emails")) {
            EmailAddress.fault(email.text())
                    .ifPresent(fault -> problems.add(email, "the e-mail address " + email.text() + " " + fault));
            if (!seen.add(email.text().toLowerCase(Locale.ROOT))) {
                problems.add(email, "the e-mail address " + email.text() + " stands twice in this role");
            }
        }
        return channel.strings("emails");
    }
}
