package io.tocsin.rules.sigma;

import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.WebhookEvent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Events for tests, as short as a test can say what it is about. */
final class Events {
    private static final EventId ID = new EventId(EventId.DEFAULT_TENANT, "test", "1");

    private Events() {}

    static LoginEvent login(String userId, boolean success) {
        return new LoginEvent(ID, 0, null, userId, success, "192.0.2.1", null);
    }

    static LoginEvent agent(@Nullable String userAgent) {
        return new LoginEvent(ID, 0, null, "alice", false, "192.0.2.1", userAgent);
    }

    static ApiResponseEvent api(String endpoint, int responseCode) {
        return new ApiResponseEvent(ID, 0, null, "client-1", "GET", endpoint, responseCode, "192.0.2.1", null);
    }

    static WebhookEvent webhook(String signature, boolean replayed, boolean sourceListed) {
        WebhookEvent.Signature found = Arrays.stream(WebhookEvent.Signature.values())
                .filter(each -> each.label().equals(signature))
                .findFirst()
                .orElseThrow();
        return new WebhookEvent(ID, 0, null, "bank", found, replayed, sourceListed, "192.0.2.1", null, null);
    }
}
