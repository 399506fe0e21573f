package io.tocsin.rules.roster;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The e-mail addresses that a roster may hold: the dot-atom form of RFC 5321 in ASCII with a host name. Quoted local
 * parts, comments and address literals are legal on the wire, but in a roster they are typing mistakes.
 */
final class EmailAddress {
    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL_LENGTH = 64;
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL = Pattern.compile(ATOM + "(\\." + ATOM + ")*");
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern DOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    private EmailAddress() {}

    /** What is wrong with an address, as the end of a sentence; nothing if it is sound. */
    static Optional<String> fault(String address) {
        int at = address.lastIndexOf('@');
        if (address.length() > MAX_LENGTH) {
            return Optional.of("has " + address.length() + " characters; at most " + MAX_LENGTH + " are allowed");
        } else if (at < 0) {
            return Optional.of("has no @");
        } else if (at > MAX_LOCAL_LENGTH) {
            return Optional.of("has more than " + MAX_LOCAL_LENGTH + " characters before the @");
        } else if (!LOCAL.matcher(address.substring(0, at)).matches()) {
            return Optional.of("has something else than letters, digits and single dots before the @");
        } else if (!DOMAIN.matcher(address.substring(at + 1)).matches()) {
            return Optional.of("has no host name after the @");
        }
        return Optional.empty();
    }
}
