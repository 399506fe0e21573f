package io.tocsin.monitor.account.keycloak;

import io.tocsin.monitor.account.AccountSnapshot;
import io.tocsin.monitor.account.AccountSnapshot.Presence;
import io.tocsin.monitor.account.IdentityProvider;
import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import io.tocsin.monitor.account.http.Answer;
import io.tocsin.monitor.account.http.BearerHttp;
import io.tocsin.monitor.account.http.ClientCredentials;
import io.tocsin.monitor.account.http.ProviderAddress;
import io.tocsin.monitor.account.http.ProviderHttp;
import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.monitor.wire.MalformedRecordException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts of one realm of Keycloak. A lock changes {@code enabled} and nothing else: a representation with more fields
 * would wipe what it leaves out.
 *
 * <p>The version of an account is its newest admin event, where the realm keeps those and the client may see them; else it
 * is empty, as Keycloak keeps no other trace of a change.
 */
public final class KeycloakProvider implements IdentityProvider {

    private static final Logger LOG = LoggerFactory.getLogger(KeycloakProvider.class);
    private static final String KEYCLOAK = "Keycloak";

    /** The longest lock, and a day for time zones; older events are no part of a version, so that few are looked at. */
    private static final int EVENT_DAYS = 31;

    private final KeycloakSettings settings;
    private final ProviderAddress admin;
    private final BearerHttp http;
    private final KeycloakUsers users;
    private final InstantSource clock;
    private final AtomicBoolean toldOfEvents = new AtomicBoolean();

    /**
     * Connects to nothing yet.
     *
     * @param clock tells which admin events are too old to matter
     */
    public KeycloakProvider(KeycloakSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        String realm = ProviderAddress.encode(settings.realm());
        ProviderHttp client = new ProviderHttp(KEYCLOAK, settings.timeouts(), settings.trust());
        ClientCredentials tokens = new ClientCredentials(
                client,
                settings.address().at("/realms/" + realm + "/protocol/openid-connect/token"),
                settings.clientId(),
                settings.secret(),
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        this.http = new BearerHttp(client, tokens);
        this.admin = new ProviderAddress(settings.address().at("/admin/realms/" + realm));
        this.users = new KeycloakUsers(admin, http);
    }

    @Override
    public String name() {
        return "keycloak:" + settings.realm();
    }

    @Override
    public AccountSnapshot read(String account) throws ProviderException, InterruptedException {
        Optional<KeycloakUser> found = users.find(account);
        if (found.isEmpty()) {
            return AccountSnapshot.absent();
        }
        String id = found.get().id();
        // What changes after the version was read shows in the next one. Sessions come last: to those of a disabled
        // account none is added while they are counted.
        String version = version(id);
        Optional<KeycloakUser> user = users.get(id);
        OptionalInt sessions = user.isEmpty() ? OptionalInt.empty() : sessions(id);
        if (user.isEmpty() || sessions.isEmpty()) {
            return AccountSnapshot.absent();
        }
        return new AccountSnapshot(user.get().enabled() ? Presence.ENABLED : Presence.DISABLED, id, version, sessions);
    }

    @Override
    public void disable(AccountSnapshot snapshot) throws ProviderException, InterruptedException {
        setEnabled(snapshot, false, "disabling an account");
    }

    @Override
    public void enable(AccountSnapshot snapshot) throws ProviderException, InterruptedException {
        setEnabled(snapshot, true, "enabling an account");
    }

    private void setEnabled(AccountSnapshot snapshot, boolean enabled, String doing)
            throws ProviderException, InterruptedException {
        requireDone(
                http.send(
                        HttpRequest.newBuilder(users.at(idOf(snapshot), ""))
                                .header("Content-Type", "application/json")
                                .PUT(BodyPublishers.ofString(
                                        new JsonLine().put("enabled", enabled).toString())),
                        doing),
                doing);
    }

    /** Also makes refresh tokens and offline tokens void; access tokens that are out stay good until they end. */
    @Override
    public void endSessions(AccountSnapshot snapshot) throws ProviderException, InterruptedException {
        String doing = "ending the sessions of an account";
        requireDone(
                http.send(
                        HttpRequest.newBuilder(users.at(idOf(snapshot), "/logout"))
                                .POST(BodyPublishers.noBody()),
                        doing),
                doing);
    }

    private static String idOf(AccountSnapshot snapshot) {
        if (snapshot.presence() == Presence.ABSENT) {
            throw new IllegalArgumentException("an account that is absent can't be changed");
        }
        return snapshot.id();
    }

    private static void requireDone(Answer answer, String doing) throws ProviderException {
        if (answer.status() == 404) {
            throw new ProviderException(Kind.REFUSED, KEYCLOAK + " knows the account no more (404), " + doing);
        }
        if (answer.status() == 403) {
            throw new ProviderException(
                    Kind.UNAUTHORIZED,
                    KEYCLOAK + " answered 403 to " + doing + "; the client needs the role manage-users");
        }
        if (!answer.isSuccess()) {
            throw answer.failure(KEYCLOAK, doing);
        }
    }

    /** How many sessions there are, more than an answer may list counting as the most; empty if the account is gone. */
    private OptionalInt sessions(String id) throws ProviderException, InterruptedException {
        String doing = "counting the sessions of an account";
        Answer answer = http.send(HttpRequest.newBuilder(users.at(id, "/sessions")), doing);
        if (answer.status() == 404) {
            return OptionalInt.empty();
        }
        if (!answer.isSuccess()) {
            throw answer.failure(KEYCLOAK, doing);
        }
        try {
            return OptionalInt.of(
                    answer.isCut()
                            ? Integer.MAX_VALUE
                            : ForeignJson.parseArray(answer.body()).size());
        } catch (MalformedRecordException e) {
            throw answer.unreadable(KEYCLOAK, "a list of sessions");
        }
    }

    private String version(String id) throws ProviderException, InterruptedException {
        String doing = "reading the admin events of an account";
        LocalDate from = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(EVENT_DAYS);
        // Changes over SCIM stand below another path, with the same id in it.
        Answer answer = http.send(
                HttpRequest.newBuilder(admin.at("/admin-events?max=20&dateFrom=" + from + "&resourcePath="
                        + ProviderAddress.encode("*" + id + "*"))),
                doing);
        if (answer.status() == 403) {
            if (!toldOfEvents.getAndSet(true)) {
                LOG.warn(
                        "{} doesn't let this client see admin events (403): whether somebody else changed an account that"
                                + " is locked can't be told. The client needs the role view-events.",
                        name());
            }
            return "";
        }
        if (!answer.isSuccess()) {
            throw answer.failure(KEYCLOAK, doing);
        }
        try {
            return version(ForeignJson.parseArray(answer.body()));
        } catch (MalformedRecordException e) {
            throw answer.unreadable(KEYCLOAK, "a list of admin events");
        }
    }

    /** When the newest was, and how many were then: Keycloak doesn't say in what order those of one millisecond were. */
    private static String version(List<ForeignJson> events) throws MalformedRecordException {
        long newestMs = Long.MIN_VALUE;
        int count = 0;
        for (ForeignJson event : events) {
            Long timeMs = event.integer("time");
            if (timeMs == null) {
                throw new MalformedRecordException("an admin event without a time");
            }
            count = timeMs > newestMs ? 1 : timeMs == newestMs ? count + 1 : count;
            newestMs = Math.max(newestMs, timeMs);
        }
        return events.isEmpty() ? "" : "event:" + newestMs + "/" + count;
    }

    @Override
    public void close() {
        http.close();
    }
}
