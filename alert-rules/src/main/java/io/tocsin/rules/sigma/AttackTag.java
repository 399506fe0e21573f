package io.tocsin.rules.sigma;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tags of the namespace {@code attack} name (Sigma's tag appendix 2.1): tactics, techniques, groups, software and data
 * sources of MITRE's ATT&amp;CK.
 */
public final class AttackTag {

    /** How they begin. */
    public static final String NAMESPACE = "attack.";

    /** The tactics of ATT&amp;CK for Enterprise, in the order of an attack. */
    public static final List<String> TACTICS = List.of(
            "reconnaissance",
            "resource-development",
            "initial-access",
            "execution",
            "persistence",
            "privilege-escalation",
            "defense-evasion",
            "stealth",
            "defense-impairment",
            "credential-access",
            "discovery",
            "lateral-movement",
            "collection",
            "command-and-control",
            "exfiltration",
            "impact");

    private static final Pattern TECHNIQUE = Pattern.compile("attack\\.(t\\d{4}(\\.\\d{3})?)");
    private static final Pattern OTHER = Pattern.compile("attack\\.(g\\d{4}|s\\d{4}|ds\\d{4})");

    private AttackTag() {}

    /** The id of the technique that a tag names, such as {@code T1110.001}. */
    public static Optional<String> technique(String tag) {
        Matcher matcher = TECHNIQUE.matcher(tag.toLowerCase(Locale.ROOT));
        return matcher.matches() ? Optional.of(matcher.group(1).toUpperCase(Locale.ROOT)) : Optional.empty();
    }

    /** The tactic that a tag names, as {@link #TACTICS} has it; underscores were written before Sigma 2.0. */
    public static Optional<String> tactic(String tag) {
        String folded = tag.toLowerCase(Locale.ROOT).replace('_', '-');
        return folded.startsWith(NAMESPACE)
                ? Optional.of(folded.substring(NAMESPACE.length())).filter(TACTICS::contains)
                : Optional.empty();
    }

    /** Whether a tag of the namespace names something that ATT&amp;CK has. */
    static boolean isOther(String tag) {
        return OTHER.matcher(tag.toLowerCase(Locale.ROOT)).matches();
    }

    /** Whether the tag is written as one of ATT&amp;CK's is. */
    public static boolean isKnown(String tag) {
        boolean isTactic = tag.startsWith(NAMESPACE) && TACTICS.contains(tag.substring(NAMESPACE.length()));
        return isTactic || technique(tag).isPresent() || isOther(tag);
    }
}
