package io.tocsin.monitor.ruletest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ShippedRules;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tests that come with the shipped rules. */
class ShippedRuleTestsTest {
    private final RuleSet rules = ShippedRules.load();
    private final List<RuleTest> tests;

    ShippedRuleTestsTest() throws InvalidDocumentException {
        tests = RuleTestReader.read(ShippedRules.tests(), rules, FilesBeside.NONE);
    }

    @TestFactory
    Stream<DynamicTest> everyTestPasses() {
        RuleTestRunner runner = new RuleTestRunner(rules);
        return tests.stream()
                .map(test -> dynamicTest(
                        test.file() + ":" + test.line() + " " + test.name(),
                        () -> assertEquals(List.of(), runner.run(test).failures())));
    }

    @Test
    void everyRuleHasATest() {
        List<String> untested = Stream.concat(
                        rules.correlations().stream().map(rule -> rule.info()),
                        rules.detections().stream().map(rule -> rule.info()))
                .filter(info -> tests.stream().noneMatch(test -> test.rules().contains(info.id())))
                .map(info -> info.name())
                .toList();
        assertEquals(List.of(), untested);
    }

    @Test
    void everyRuleThatAlertsHasATestThatItDoesAndOneThatItDoesNot() {
        List<String> lacking = rules.correlations().stream()
                .map(rule -> rule.info())
                .filter(info -> tests.stream()
                                .noneMatch(test -> test.alerts() != null
                                        && test.alerts().stream()
                                                .anyMatch(
                                                        alert -> alert.ruleId().equals(info.id())))
                        || tests.stream()
                                .noneMatch(test -> test.rules().contains(info.id())
                                        && test.alerts() != null
                                        && test.alerts().isEmpty()))
                .map(info -> info.name())
                .toList();
        assertEquals(List.of(), lacking);
    }
}
