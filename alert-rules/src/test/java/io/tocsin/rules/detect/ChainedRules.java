package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random documents of rules of which some look at the episodes of others. */
final class ChainedRules {
    private static final List<String> FIELDS = List.of("clientId", "sourceIp", "endpoint");

    private final Random random;
    private final List<String> documents = new ArrayList<>();

    private ChainedRules(Random random) {
        this.random = random;
    }

    /** Two correlations over detections, one over these, and often one over that. */
    static String of(Random random) {
        ChainedRules rules = new ChainedRules(random);
        rules.detection("d401", 401);
        rules.detection("d404", 404);
        rules.detection("d500", 500);
        rules.correlation("i1", List.of(List.of("d401"), List.of("d401", "d404")));
        rules.correlation("i2", List.of(List.of("d404"), List.of("d404", "d500")));
        rules.correlation("o1", List.of(List.of("i1", "i2"), List.of("i1", "d500"), List.of("i2", "i1", "d401")));
        if (random.nextInt(3) > 0) {
            rules.correlation("o2", List.of(List.of("o1", "i2"), List.of("o1", "d404"), List.of("i1", "o1")));
        }
        return String.join("---\n", rules.documents);
    }

    static RuleSet compile(List<String> documents) {
        try {
            return RuleCompiler.compile(List.of(new RuleFile("a.yml", String.join("---\n", documents))));
        } catch (InvalidDocumentException e) {
            throw new AssertionError(e.problems() + " " + documents, e);
        }
    }

    private String header(String name) {
        return "title: " + name + "\nid: 11111111-1111-4111-8111-" + String.format("%012d", documents.size())
                + "\nname: " + name + "\n";
    }

    private void detection(String name, int code) {
        documents.add(header(name) + """
                logsource: {category: api-response}
                detection:
                    sel: {responseCode: %d}
                    condition: sel
                """.formatted(code));
    }

    private void correlation(String name, List<List<String>> choices) {
        List<String> rules = choices.get(random.nextInt(choices.size()));
        boolean mayHaveSteps = rules.size() > 1;
        List<String> groupBy =
                FIELDS.stream().filter(field -> random.nextInt(2) == 0).toList();
        int kind = random.nextInt(mayHaveSteps ? 6 : 4);
        String type = List.of("event_count", "event_count", "value_count", "value_sum", "temporal", "temporal_ordered")
                .get(kind);
        documents.add(header(name)
                + """
                generate: %s
                correlation:
                    type: %s
                    rules: %s
                    %s
                    timespan: %ds
                    %s
                """.formatted(
                                random.nextBoolean(),
                                type,
                                rules,
                                groupBy.isEmpty() ? "# for the whole tenant" : "group-by: " + groupBy,
                                10 + random.nextInt(200),
                                condition(kind, groupBy)));
    }

    private String condition(int kind, List<String> groupBy) {
        String counted = FIELDS.stream()
                .filter(field -> !groupBy.contains(field))
                .findFirst()
                .orElse("method");
        return switch (kind) {
            case 0 -> "condition: {gte: " + (1 + random.nextInt(3)) + "}";
            case 1 -> random.nextBoolean() ? "condition: {lt: " + (2 + random.nextInt(3)) + "}" : "condition: {eq: 0}";
            case 2 -> "condition: {gte: " + (1 + random.nextInt(3)) + ", field: " + counted + "}";
            case 3 -> "condition: {gt: " + random.nextInt(2_000) + ", field: responseCode}";
            default -> "# all of them";
        };
    }
}
