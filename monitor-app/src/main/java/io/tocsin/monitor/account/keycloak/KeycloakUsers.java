package io.tocsin.monitor.account.keycloak;

import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import io.tocsin.monitor.account.http.Answer;
import io.tocsin.monitor.account.http.BearerHttp;
import io.tocsin.monitor.account.http.ProviderAddress;
import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.MalformedRecordException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the account that an event is about: by Keycloak's own id, which its login events carry where Keycloak knows the
 * account; else the one that Keycloak would log in for what was typed, its user name or its e-mail address, both without
 * regard to case. The id is looked for first, so that nobody who calls himself like another's id is locked for him.
 */
final class KeycloakUsers {

    private static final String KEYCLOAK = "Keycloak";
    private static final String READING = "reading an account";

    /** Of the realm's own users; and of users from elsewhere, such as LDAP: {@code f:<component>:<id there>}. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|f:[^:]+:.+");

    private final ProviderAddress admin;
    private final BearerHttp http;

    /** @param admin the realm's address in the Admin REST API */
    KeycloakUsers(ProviderAddress admin, BearerHttp http) {
        this.admin = admin;
        this.http = http;
    }

    /**
     * The account of an id, or that what was typed belongs to.
     *
     * @throws ProviderException REFUSED, if it may be either of two
     */
    Optional<KeycloakUser> find(String typed) throws ProviderException, InterruptedException {
        if (typed.isBlank()) { // Keycloak would list everybody
            return Optional.empty();
        }
        if (ID.matcher(typed).matches()) {
            Optional<KeycloakUser> byId = get(typed);
            if (byId.isPresent()) {
                return byId;
            }
        }
        Optional<KeycloakUser> byName = single(search("username", typed).stream()
                .filter(user -> typed.equalsIgnoreCase(user.username()))
                .toList());
        if (typed.indexOf('@') >= 0) {
            List<KeycloakUser> byEmail = search("email", typed).stream()
                    .filter(user -> typed.equalsIgnoreCase(user.email()))
                    .toList();
            // A realm in which two accounts may have one address lets nobody log in by it.
            return byEmail.size() == 1 ? single(both(byName, byEmail.get(0))) : byName;
        }
        return byName;
    }

    private static List<KeycloakUser> both(Optional<KeycloakUser> byName, KeycloakUser byEmail) {
        List<KeycloakUser> users = new ArrayList<>(List.of(byEmail));
        byName.filter(user -> !user.id().equals(byEmail.id())).ifPresent(users::add);
        return users;
    }

    private static Optional<KeycloakUser> single(List<KeycloakUser> users) throws ProviderException {
        if (users.size() > 1) {
            throw new ProviderException(
                    Kind.REFUSED,
                    "Keycloak knows more than one account by this name; which one was meant can't be told");
        }
        return users.stream().findFirst();
    }

    /** The account of an id; empty if there is none. */
    Optional<KeycloakUser> get(String id) throws ProviderException, InterruptedException {
        Answer answer = ask(at(id, ""));
        if (answer.status() == 404) {
            return Optional.empty();
        }
        requireSuccess(answer);
        try {
            return Optional.of(KeycloakUser.of(ForeignJson.parse(answer.body())));
        } catch (MalformedRecordException e) {
            throw answer.unreadable(KEYCLOAK, "a user");
        }
    }

    private List<KeycloakUser> search(String field, String typed) throws ProviderException, InterruptedException {
        Answer answer = ask(admin.at(
                "/users?exact=true&briefRepresentation=true&max=10&" + field + "=" + ProviderAddress.encode(typed)));
        if (answer.status() == 404) {
            throw new ProviderException(
                    Kind.UNAUTHORIZED, "Keycloak knows no such realm at this address (404); check both");
        }
        requireSuccess(answer);
        try {
            List<KeycloakUser> users = new ArrayList<>();
            for (ForeignJson each : ForeignJson.parseArray(answer.body())) {
                users.add(KeycloakUser.of(each));
            }
            return users;
        } catch (MalformedRecordException e) {
            throw answer.unreadable(KEYCLOAK, "a list of users");
        }
    }

    private Answer ask(URI uri) throws ProviderException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).header("Accept", "application/json"), READING);
    }

    private static void requireSuccess(Answer answer) throws ProviderException {
        if (!answer.isSuccess()) {
            throw answer.failure(KEYCLOAK, READING);
        }
    }

    /** The address of an account, or of something below it. */
    URI at(String id, String below) {
        return admin.at("/users/" + ProviderAddress.encode(id) + below);
    }
}
