package io.tocsin.monitor.account.scim;

import io.tocsin.monitor.account.AccountSnapshot;
import io.tocsin.monitor.account.AccountSnapshot.Presence;
import io.tocsin.monitor.account.IdentityProvider;
import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import io.tocsin.monitor.account.http.Answer;
import io.tocsin.monitor.account.http.BearerHttp;
import io.tocsin.monitor.account.http.ProviderAddress;
import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.monitor.wire.MalformedRecordException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Accounts of a SCIM 2.0 service provider, found by one of their attributes. SCIM knows no sessions: they can't be counted, and
 * ending them is the provider's own affair.
 *
 * <p>The version is {@code meta.version}, which goes along as {@code If-Match}; where the provider has none, it is {@code
 * meta.lastModified} unless that still equals {@code meta.created}, as it does for ever at providers that don't keep it.
 */
public final class ScimProvider implements IdentityProvider {

    private static final String MEDIA_TYPE = "application/scim+json";
    private static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    private static final String READING = "reading an account";

    private final String name;
    private final ProviderAddress address;
    private final ScimAttribute attribute;
    private final BearerHttp http;

    /**
     * Connects to nothing yet; closes the client when it is closed.
     *
     * @param name what results call the provider, such as {@code scim:staff}
     * @param address below which {@code /Users} stands
     * @param attribute what the account of a command is
     */
    public ScimProvider(String name, ProviderAddress address, ScimAttribute attribute, BearerHttp http) {
        this.name = name;
        this.address = address;
        this.attribute = attribute;
        this.http = http;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public AccountSnapshot read(String account) throws ProviderException, InterruptedException {
        if (account.isBlank()) {
            return AccountSnapshot.absent();
        }
        String filter = attribute.label() + " eq " + quoted(account);
        Answer answer = http.send(
                HttpRequest.newBuilder(address.at("/Users?count=10&attributes=" + attribute.label()
                                + ",active,meta&filter=" + ProviderAddress.encode(filter)))
                        .header("Accept", MEDIA_TYPE),
                READING);
        if (answer.status() == 404) {
            throw new ProviderException(
                    Kind.UNAUTHORIZED, http.provider() + " has no users at this address (404); check it");
        }
        if (!answer.isSuccess()) {
            throw answer.failure(http.provider(), READING);
        }
        try {
            return snapshot(account, users(ForeignJson.parse(answer.body())));
        } catch (MalformedRecordException e) {
            throw answer.unreadable(http.provider(), "a SCIM list of users");
        }
    }

    private static List<ForeignJson> users(ForeignJson list) throws MalformedRecordException {
        Long total = list.integer("totalResults");
        List<ForeignJson> users = list.objects("Resources");
        if (total == null || !list.isTextIn(LIST, "schemas") || (users == null && total != 0)) {
            throw new MalformedRecordException("not a ListResponse");
        }
        if (users == null) {
            return List.of();
        }
        if (users.size() < total) {
            throw new MalformedRecordException("a part of a list");
        }
        return users;
    }

    private AccountSnapshot snapshot(String account, List<ForeignJson> users)
            throws MalformedRecordException, ProviderException {
        // Where case matters to a provider, several may fit, and the exact one is meant.
        List<ForeignJson> found = users.stream()
                .filter(user -> attribute.fits(account, user.text(attribute.label())))
                .toList();
        if (found.size() > 1) {
            found = found.stream()
                    .filter(user -> account.equals(user.text(attribute.label())))
                    .toList();
            if (found.size() != 1) {
                throw new ProviderException(
                        Kind.REFUSED,
                        http.provider()
                                + " knows more than one account by this name; which one was meant can't be told");
            }
        }
        if (found.isEmpty()) {
            return AccountSnapshot.absent();
        }
        ForeignJson user = found.get(0);
        String id = user.text("id");
        if (id == null || id.isEmpty() || user.text("active") != null) {
            throw new MalformedRecordException("a user without an id, or with a text for active");
        }
        boolean isDisabled = Boolean.FALSE.equals(user.truth("active"));
        return new AccountSnapshot(
                isDisabled ? Presence.DISABLED : Presence.ENABLED, id, version(user), OptionalInt.empty());
    }

    private static String version(ForeignJson user) {
        String version = user.text("meta", "version");
        if (version != null) {
            return version;
        }
        @Nullable String modified = user.text("meta", "lastModified");
        return modified == null || modified.equals(user.text("meta", "created")) ? "" : "modified:" + modified;
    }

    @Override
    public void disable(AccountSnapshot snapshot) throws ProviderException, InterruptedException {
        setActive(snapshot, false, "disabling an account");
    }

    @Override
    public void enable(AccountSnapshot snapshot) throws ProviderException, InterruptedException {
        setActive(snapshot, true, "enabling an account");
    }

    private void setActive(AccountSnapshot snapshot, boolean active, String doing)
            throws ProviderException, InterruptedException {
        if (snapshot.presence() == Presence.ABSENT) {
            throw new IllegalArgumentException("an account that is absent can't be changed");
        }
        String body = new JsonLine()
                .put("schemas", List.of(PATCH))
                .put(
                        "Operations",
                        List.of(new JsonLine()
                                .put("op", "replace")
                                .put("path", "active")
                                .put("value", active)))
                .toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        address.at("/Users/" + ProviderAddress.encode(snapshot.id())))
                .header("Content-Type", MEDIA_TYPE)
                .header("Accept", MEDIA_TYPE)
                .method("PATCH", BodyPublishers.ofString(body));
        if (isEntityTag(snapshot.version())) {
            request.header("If-Match", snapshot.version());
        }
        Answer answer = http.send(request, doing);
        if (answer.status() == 404) {
            throw new ProviderException(Kind.REFUSED, http.provider() + " knows the account no more (404), " + doing);
        }
        if (answer.status() == 412) {
            throw new ProviderException(
                    Kind.UNAVAILABLE,
                    "the account was changed since it was read (412); it has to be read again, " + doing);
        }
        if (!answer.isSuccess()) {
            throw answer.failure(http.provider(), doing);
        }
    }

    /** RFC 9110, 8.8.3, in ASCII: what else a provider gives as a version can't stand in a header. */
    private static boolean isEntityTag(String version) {
        return version.matches("(W/)?\"[\\x21\\x23-\\x7E]*\"");
    }

    /** Does nothing: SCIM knows no sessions. */
    @Override
    public void endSessions(AccountSnapshot snapshot) {
        // Nothing to call.
    }

    /** A text as a filter has it: a string of JSON (RFC 7644, 3.4.2.2). */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ' || Character.isSurrogate((char) c)) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }

    @Override
    public void close() {
        http.close();
    }
}
