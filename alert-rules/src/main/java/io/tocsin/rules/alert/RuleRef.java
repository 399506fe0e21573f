package io.tocsin.rules.alert;

import java.util.List;

/**
 * The rule behind an alert, as far as a reader of the alert needs it.
 *
 * @param id the Sigma document's {@code id}
 * @param name its {@code name}, or the id where it has none
 * @param title its {@code title}
 * @param tags its {@code tags}, ATT&amp;CK among them
 */
public record RuleRef(String id, String name, String title, List<String> tags) {
    public RuleRef {
        tags = List.copyOf(tags);
    }
}
