package io.tocsin.rules.sigma;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.hash.Sha256;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlScalar;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads what detections and correlations have in common: who they are, what they mean, how severe they are. */
final class HeaderReader {
    /** What a rule without {@code level} is taken for: high enough that people are told. */
    static final Severity DEFAULT_LEVEL = Severity.MEDIUM;

    private static final int MAX_NAME_LENGTH = 256;
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern TAG = Pattern.compile("[a-z0-9_-]+\\.[a-z0-9._-]+");
    private static final List<String> STATUSES = List.of("stable", "test", "experimental", "deprecated", "unsupported");
    private static final List<String> RELATIONS = List.of("derived", "obsolete", "merged", "renamed", "similar");

    private final MapReader reader;
    private final Problems problems;

    HeaderReader(MapReader reader, Problems problems) {
        this.reader = reader;
        this.problems = problems;
    }

    /** The header; after a problem some of its parts may be empty, and the rule set is refused. */
    RuleInfo read() {
        reader.require("title");
        String title = shortText("title");
        String name = shortText("name");
        String id = reader.has("id") ? id() : derivedId(name.isEmpty() ? title : name);
        if (isUuid(name) && !name.equalsIgnoreCase(id)) {
            reader.problem("name", "looks like an id; give the rule a name in words or leave it out");
        }
        for (String text : List.of("description", "author", "license", "taxonomy", "regression_tests_path")) {
            reader.string(text);
        }
        // How the public rules are tested is theirs to say.
        reader.value("simulation");
        for (String list : List.of("references", "scope", "fields")) {
            distinct(list);
        }
        reader.oneOf("status", STATUSES, Function.identity());
        date("date");
        date("modified");
        related();
        return new RuleInfo(
                id,
                name.isEmpty() ? id : name,
                title,
                reader.oneOf("level", List.of(Severity.values()), Severity::label)
                        .orElse(DEFAULT_LEVEL),
                tags(),
                distinct("falsepositives"),
                new TocsinBlock(reader).tenants(),
                reader.map().file(),
                reader.line());
    }

    static boolean isUuid(String text) {
        return UUID.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }

    private String shortText(String key) {
        String text = reader.string(key).orElse("");
        if (text.length() > MAX_NAME_LENGTH) {
            reader.problem(key, "has " + text.length() + " characters; at most " + MAX_NAME_LENGTH + " are allowed");
        }
        return text;
    }

    private String id() {
        String id = reader.string("id").orElse("");
        if (!id.isEmpty() && !isUuid(id)) {
            reader.problem("id", "is " + id + "; a UUID is expected, such as 5638f7c0-ac70-491d-8465-2a65075e0d86");
            return "";
        }
        return id.toLowerCase(Locale.ROOT);
    }

    /**
     * The id of a rule that writes none: a UUID (RFC 9562, version 8) of its name, or of its title, so that it stays the same
     * as long as these do.
     */
    private static String derivedId(String name) {
        String hex = Sha256.hex(("tocsin-rule\n" + name).getBytes(StandardCharsets.UTF_8));
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-8" + hex.substring(13, 16) + "-8"
                + hex.substring(17, 20) + "-" + hex.substring(20, 32);
    }

    private List<String> distinct(String key) {
        Set<String> seen = new HashSet<>();
        for (YamlScalar item : reader.scalars(key)) {
            if (!seen.add(item.text())) {
                problems.add(item, "`" + key + "` lists " + item.text() + " twice");
            }
        }
        return reader.strings(key);
    }

    private List<String> tags() {
        for (YamlScalar tag : reader.scalars("tags")) {
            if (!TAG.matcher(tag.text()).matches()) {
                problems.add(
                        tag,
                        "the tag " + tag.text()
                                + " is not of the form namespace.name in lower case, such as attack.t1110");
            }
        }
        return distinct("tags");
    }

    private void date(String key) {
        reader.string(key).ifPresent(text -> {
            try {
                LocalDate.parse(text);
            } catch (DateTimeException e) {
                reader.problem(key, "is " + text + "; a date YYYY-MM-DD is expected");
            }
        });
    }

    private void related() {
        for (MapReader relation : reader.maps("related")) {
            relation.require("id", "type");
            relation.string("id")
                    .filter(id -> !isUuid(id))
                    .ifPresent(id -> relation.problem("id", "is " + id + "; a UUID is expected"));
            relation.oneOf("type", RELATIONS, Function.identity());
        }
    }
}
