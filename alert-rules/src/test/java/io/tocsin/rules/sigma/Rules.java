package io.tocsin.rules.sigma;

import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.ArrayList;
import java.util.List;

/** Sigma documents for tests: a sound frame around the part that a test is about. */
final class Rules {
    static final String DETECTION_ID = "11111111-1111-4111-8111-111111111111";
    static final String CORRELATION_ID = "22222222-2222-4222-8222-222222222222";

    /** A detection whose {@code detection} begins at line 7. */
    static String detection(String category, String body) {
        return "title: Test\nid: " + DETECTION_ID + "\nname: d\nlogsource:\n    category: " + category
                + "\ndetection:\n" + body.indent(4);
    }

    /** A correlation over rule {@code d} that groups by sourceIp, which every type of event has. */
    static final String CORRELATION = """
            title: Test
            id: 22222222-2222-4222-8222-222222222222
            name: c
            correlation:
                type: event_count
                rules: [d]
                group-by: [sourceIp]
                timespan: 5m
                condition: {gte: 5}
            """;

    private Rules() {}

    static RuleSet compile(String... texts) throws InvalidDocumentException {
        List<RuleFile> files = new ArrayList<>();
        for (String text : texts) {
            files.add(new RuleFile((char) ('a' + files.size()) + ".yml", text));
        }
        return RuleCompiler.compile(files);
    }

    /** A detection of events whose fields nobody has declared. */
    static DetectionRule any(String body, ValueLists lists) throws InvalidDocumentException {
        String rule = detection("other", body);
        return RuleCompiler.compile(List.of(new RuleFile("a.yml", rule)), LogSources.ANY, lists)
                .detections()
                .get(0);
    }

    /** Whether a detection with this body matches the event. */
    static boolean matches(String body, SecurityEvent event) throws InvalidDocumentException {
        RuleSet rules = compile(detection(event.stream().label(), body), CORRELATION);
        return rules.detections().get(0).matches(event);
    }
}
