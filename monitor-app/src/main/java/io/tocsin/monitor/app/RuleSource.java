package io.tocsin.monitor.app;

import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.yaml.InvalidDocumentException;

/** Makes the rule set, once it is known what value lists the topic holds. */
@FunctionalInterface
public interface RuleSource {

    /**
     * The rule set.
     *
     * @param ofTopic the lists of the topic {@code value-lists}
     * @throws InvalidDocumentException if the rules can't be used with them
     */
    RuleSet with(ValueLists ofTopic) throws InvalidDocumentException;
}
