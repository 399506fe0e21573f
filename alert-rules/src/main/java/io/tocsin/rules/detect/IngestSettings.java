package io.tocsin.rules.detect;

import io.tocsin.rules.event.AccountName;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is made of each event before anything looks at it. What was sent stays on the topic as it came.
 *
 * @param foldCase whether names of accounts that differ in case alone are one account, as they are for the identity provider
 * @param proxies whose word is taken for whom they forward
 */
public record IngestSettings(boolean foldCase, TrustedProxies proxies) {

    /** Every event is taken as it comes. */
    public static final IngestSettings AS_SENT = new IngestSettings(false, TrustedProxies.NONE);

    /** The account that a name means: under this one name it is counted, locked and asked for. */
    public String account(String name) {
        return foldCase ? AccountName.folded(name) : name;
    }

    /** The event as it is looked at. */
    public SecurityEvent taken(SecurityEvent event) {
        SecurityEvent named = foldCase && event instanceof LoginEvent login ? login.as(account(login.userId())) : event;
        return proxies.networks().list().isEmpty() ? named : fromSource(named);
    }

    /** Events of configured streams have fields of their own; their senders say themselves where they come from. */
    private SecurityEvent fromSource(SecurityEvent event) {
        if (event.stream().type().isEmpty()) {
            return event;
        }
        String address = text(event, "sourceIp");
        String source = proxies.source(address, text(event, "forwardedFor"));
        return Objects.equals(address, source) ? event : event.from(source);
    }

    private static @Nullable String text(SecurityEvent event, String field) {
        return event.field(field) instanceof String text ? text : null;
    }
}
