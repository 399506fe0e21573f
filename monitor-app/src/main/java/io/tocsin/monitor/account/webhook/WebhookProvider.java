package io.tocsin.monitor.account.webhook;

import io.tocsin.monitor.account.AccountSnapshot;
import io.tocsin.monitor.account.AccountSnapshot.Presence;
import io.tocsin.monitor.account.IdentityProvider;
import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import io.tocsin.monitor.account.http.Answer;
import io.tocsin.monitor.account.http.ProviderAddress;
import io.tocsin.monitor.account.http.ProviderHttp;
import io.tocsin.monitor.account.http.Secret;
import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.monitor.wire.MalformedRecordException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Accounts of a home-grown identity service. Each call is one POST of a JSON object to one address, signed as Standard
 * Webhooks has it; each answer names the request that it is for, so that one which comes twice or late is taken for none
 * other. {@code docs/identity-webhook.md} describes both.
 */
public final class WebhookProvider implements IdentityProvider {

    private static final int VERSION = 1;

    private final String name;
    private final ProviderAddress address;
    private final ProviderHttp http;
    private final Secret secret;
    private final InstantSource clock;

    /**
     * Connects to nothing yet; closes the client when it is closed.
     *
     * @param name what results call the provider, such as {@code webhook:accounts}
     * @param secret the signing secret, {@code whsec_…}
     * @param clock the time that requests carry
     */
    public WebhookProvider(
            String name, ProviderAddress address, ProviderHttp http, Secret secret, InstantSource clock) {
        this.name = name;
        this.address = address;
        this.http = http;
        this.secret = secret;
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public AccountSnapshot read(String account) throws ProviderException, InterruptedException {
        return call(new JsonLine().put("action", "read").put("account", account), "reading an account");
    }

    @Override
    public void disable(AccountSnapshot snapshot) throws ProviderException, InterruptedException {
        change("disable", snapshot, "disabling an account");
    }

    @Override
    public void enable(AccountSnapshot snapshot) throws ProviderException, InterruptedException {
        change("enable", snapshot, "enabling an account");
    }

    @Override
    public void endSessions(AccountSnapshot snapshot) throws ProviderException, InterruptedException {
        change("end-sessions", snapshot, "ending the sessions of an account");
    }

    private void change(String action, AccountSnapshot snapshot, String doing)
            throws ProviderException, InterruptedException {
        if (snapshot.presence() == Presence.ABSENT) {
            throw new IllegalArgumentException("an account that is absent can't be changed");
        }
        call(new JsonLine().put("action", action).put("accountId", snapshot.id()), doing);
    }

    private AccountSnapshot call(JsonLine request, String doing) throws ProviderException, InterruptedException {
        String id = "msg_" + UUID.randomUUID();
        byte[] body = request.put("version", VERSION).toString().getBytes(StandardCharsets.UTF_8);
        long timestampS = clock.instant().getEpochSecond();
        Answer answer = http.send(
                HttpRequest.newBuilder(address.base())
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .header("webhook-id", id)
                        .header("webhook-timestamp", Long.toString(timestampS))
                        .header("webhook-signature", key().sign(id, timestampS, body))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                doing);
        switch (answer.status()) {
            case 401 ->
                throw new ProviderException(
                        Kind.UNAUTHORIZED,
                        http.provider() + " refuses the signature (401); check the secret, and both clocks");
            case 404 ->
                throw new ProviderException(
                        Kind.UNAUTHORIZED,
                        http.provider() + " answered 404, also to an account that it doesn't know; check the address");
            default -> {
                if (!answer.isSuccess()) {
                    throw answer.failure(http.provider(), doing);
                }
            }
        }
        try {
            return snapshot(id, ForeignJson.parse(answer.body()));
        } catch (MalformedRecordException e) {
            throw answer.unreadable(http.provider(), "an answer to this request with an account's state");
        }
    }

    private SigningKey key() throws ProviderException {
        try {
            return SigningKey.of(secret.read());
        } catch (IOException | IllegalStateException e) {
            throw new ProviderException(Kind.UNAUTHORIZED, "the signing secret can't be read from its place", e);
        } catch (IllegalArgumentException e) {
            throw new ProviderException(Kind.UNAUTHORIZED, String.valueOf(e.getMessage()), e);
        }
    }

    private static AccountSnapshot snapshot(String id, ForeignJson json) throws MalformedRecordException {
        if (!id.equals(json.text("answers"))) {
            throw new MalformedRecordException("an answer to another request");
        }
        String state = json.text("state");
        if ("absent".equals(state)) {
            return AccountSnapshot.absent();
        }
        String accountId = json.text("accountId");
        boolean isKnown = "enabled".equals(state) || "disabled".equals(state);
        if (!isKnown || accountId == null || accountId.isEmpty()) {
            throw new MalformedRecordException("no state, or no id of the account");
        }
        @Nullable String version = json.text("accountVersion");
        if (version == null && json.has("accountVersion")) {
            throw new MalformedRecordException("a version that is no text");
        }
        return new AccountSnapshot(
                "enabled".equals(state) ? Presence.ENABLED : Presence.DISABLED,
                accountId,
                version == null ? "" : version,
                sessions(json));
    }

    private static OptionalInt sessions(ForeignJson json) throws MalformedRecordException {
        if (!json.has("sessions")) {
            return OptionalInt.empty();
        }
        Long sessions = json.integer("sessions");
        if (sessions == null || sessions < 0) {
            throw new MalformedRecordException("sessions that aren't a number");
        }
        return OptionalInt.of((int) Math.min(sessions, Integer.MAX_VALUE));
    }

    @Override
    public void close() {
        http.close();
    }
}
