package io.tocsin.monitor.ingest;

import java.util.List;

/** The secrets that webhooks may be signed with: one, or several while one is replaced. They are never shown. */
public final class WebhookSecrets {
    /** No secret. */
    public static final WebhookSecrets NONE = new WebhookSecrets(List.of());

    /** More would only help whoever guesses. */
    private static final int MAX_SECRETS = 5;

    private final List<String> secrets;

    private WebhookSecrets(List<String> secrets) {
        this.secrets = secrets;
    }

    /**
     * Takes secrets.
     *
     * @param lines one secret each; empty ones don't count
     * @throws IllegalArgumentException when there is none, or more than five
     */
    public static WebhookSecrets of(List<String> lines) {
        List<String> secrets = lines.stream().filter(line -> !line.isEmpty()).toList();
        if (secrets.isEmpty() || secrets.size() > MAX_SECRETS) {
            throw new IllegalArgumentException(
                    "there are " + secrets.size() + " secrets; 1 to " + MAX_SECRETS + " are allowed, one a line");
        }
        return new WebhookSecrets(secrets);
    }

    List<String> all() {
        return secrets;
    }

    @Override
    public String toString() {
        return secrets.size() + " secrets";
    }
}
