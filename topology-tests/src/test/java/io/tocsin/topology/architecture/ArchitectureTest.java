package io.tocsin.topology.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    /** Classes that break every rule, laid out like the program. */
    private static final String VIOLATIONS = "io.tocsin.topology.architecture.violations";

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // The profile `strict` compiles to a folder of its own, which that one doesn't know.
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.tocsin.rules", "io.tocsin.monitor");

    /** One broken thing each; the rule that must find it; a text that its report must hold. */
    private static final List<Violation> BROKEN = List.of(
            new Violation("the core knows only", "CoreWithKafka"),
            new Violation("only the core's yaml", "CoreWithParser"),
            new Violation("the core doesn't reach outside", "java.nio.file.Files"),
            new Violation("the core doesn't reach outside", "System.out"),
            new Violation("no stage knows another", "MailThatDetects"),
            new Violation("wire knows no other", "WireThatDetects"),
            new Violation("only wire touches", "ObjectMapper"),
            new Violation("only wire touches", "StringSerializer"),
            new Violation("only app starts", "MailThatDetects"),
            new Violation("only ops knows the libraries", "HttpServer"),
            new Violation("only ops knows the libraries", "MeterRegistry"),
            new Violation("only web knows the server", "MailThatListens"),
            new Violation("ops, web and worker know no stage", "OpsThatDetects"),
            new Violation("ops, web and worker know no stage", "WorkerThatDetects"),
            new Violation("no clock and no randomness", "java.time.Instant.now()"),
            new Violation("no clock and no randomness", "System.currentTimeMillis()"),
            new Violation("no clock and no randomness", "System.nanoTime()"),
            new Violation("no clock and no randomness", "Clock.systemUTC()"),
            new Violation("no clock and no randomness", "UUID.randomUUID()"),
            new Violation("no clock and no randomness", "Math.random()"),
            new Violation("no clock and no randomness", "java.util.Random.<init>()"),
            new Violation("no clock and no randomness", "ThreadLocalRandom.current()"),
            new Violation("topologies wait for ticks", "schedule"),
            new Violation("topologies wait for ticks", "currentSystemTimeMs"),
            new Violation("every package says", "Undocumented"));

    private record Violation(String rule, String reported) {}

    @Test
    void readsTheWholeProgram() {
        for (String part : List.of("rules.detect", "rules.sigma", "monitor.detect", "monitor.wire", "monitor.app")) {
            assertTrue(PROGRAM.containPackage("io.tocsin." + part), "no class of io.tocsin." + part + " was read");
        }
    }

    @TestFactory
    Stream<DynamicTest> theProgramKeeps() {
        return ArchitectureRules.of("io.tocsin").entrySet().stream()
                .map(rule -> dynamicTest(
                        rule.getKey(),
                        () -> rule.getValue().allowEmptyShould(true).check(PROGRAM)));
    }

    /** A rule that can't fail protects nothing. */
    @TestFactory
    Stream<DynamicTest> whatIsBrokenOnPurposeIsFound() {
        JavaClasses broken = new ClassFileImporter().importPackages(VIOLATIONS);
        Map<String, ArchRule> rules = ArchitectureRules.of(VIOLATIONS);
        return BROKEN.stream()
                .map(violation -> dynamicTest(violation.toString(), () -> assertFound(rules, violation, broken)));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleIsShownToFail() {
        return ArchitectureRules.of(VIOLATIONS).keySet().stream()
                .map(name -> dynamicTest(
                        name,
                        () -> assertTrue(
                                BROKEN.stream().anyMatch(violation -> name.startsWith(violation.rule())),
                                "no class of " + VIOLATIONS + " breaks this rule")));
    }

    private static void assertFound(Map<String, ArchRule> rules, Violation violation, JavaClasses broken) {
        ArchRule rule = rules.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(violation.rule()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no rule \"" + violation.rule() + "…\""));
        EvaluationResult result = rule.evaluate(broken);
        String report = String.join("\n", result.getFailureReport().getDetails());

        assertTrue(report.contains(violation.reported()), () -> "not found: " + violation + " in\n" + report);
    }
}
