package io.tocsin.rules.yaml;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Rules, a roster or a configuration that a person wrote is wrong and is refused whole. It is checked because it is no
 * fault of the program: whoever reads such a file has to tell the person.
 */
public final class InvalidDocumentException extends Exception {
    private static final long serialVersionUID = 1L;

    // Not serialized: nobody sends this exception anywhere.
    private final transient List<Problem> problems;

    /** Takes at least one problem. */
    public InvalidDocumentException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Every problem, ordered by file and line; the message has one per line. */
    public List<Problem> problems() {
        return problems;
    }
}
