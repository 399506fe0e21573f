package io.tocsin.rules.lint;

import io.tocsin.rules.yaml.Problem;
import java.util.List;

/**
 * What is wrong, and what is odd, with some rules.
 *
 * @param rules how many documents there are: detections, correlations and filters
 * @param problems for which the rules are refused, ordered by file and line
 * @param warnings with which they are taken, ordered by file and line. Where there are problems, those are missing that only a
 *     rule set as a whole shows
 */
public record LintReport(int rules, List<Problem> problems, List<Problem> warnings) {
    public LintReport {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }
}
