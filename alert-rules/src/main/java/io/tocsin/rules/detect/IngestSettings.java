package io.tocsin.rules.detect;

import io.tocsin.rules.event.AccountName;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;

/**
 * What is made of each event before anything looks at it. What was sent stays on the topic as it came.
 *
 * @param foldCase whether names of accounts that differ in case alone are one account, as they are for the identity provider
 */
public record IngestSettings(boolean foldCase) {

    /** Every event is taken as it comes. */
    public static final IngestSettings AS_SENT = new IngestSettings(false);

    /** The account that a name means: under this one name it is counted, locked and asked for. */
    public String account(String name) {
        return foldCase ? AccountName.folded(name) : name;
    }

    /** The event as it is looked at. */
    public SecurityEvent taken(SecurityEvent event) {
        return foldCase && event instanceof LoginEvent login ? login.as(account(login.userId())) : event;
    }
}
