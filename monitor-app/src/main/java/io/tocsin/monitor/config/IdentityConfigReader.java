package io.tocsin.monitor.config;

import io.tocsin.monitor.account.http.ProviderAddress;
import io.tocsin.monitor.account.scim.ScimAttribute;
import io.tocsin.monitor.config.IdentityConfig.Client;
import io.tocsin.monitor.config.IdentityConfig.Limits;
import io.tocsin.rules.yaml.MapReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the map {@code identity:}. */
final class IdentityConfigReader {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(30);
    private static final Duration LONGEST_CALL = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final int MOST_WORKERS = 64;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private enum Kind {
        KEYCLOAK,
        SCIM,
        WEBHOOK;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final MapReader reader;
    private final Path folder;

    private IdentityConfigReader(MapReader reader, Path folder) {
        this.reader = reader;
        this.folder = folder;
    }

    /** The settings; nothing if they are wrong, which the reader has noted then. */
    static Optional<IdentityConfig> read(MapReader reader, Path folder) {
        reader.require("kind", "url");
        IdentityConfigReader identity = new IdentityConfigReader(reader, folder);
        Optional<Kind> kind = reader.oneOf("kind", List.of(Kind.values()), Kind::label);
        if (kind.isEmpty()) { // what else must stand there depends on it
            reader.ignoreRest();
            return Optional.empty();
        }
        Optional<? extends IdentityConfig.Provider> provider = switch (kind.get()) {
            case KEYCLOAK -> identity.keycloak();
            case SCIM -> identity.scim();
            case WEBHOOK -> identity.webhook();
        };
        Optional<Path> authorities =
                reader.string("ca_file").map(text -> folder.resolve(text).normalize());
        Limits limits = identity.limits();
        return provider.map(each -> new IdentityConfig(each, authorities, limits));
    }

    private Optional<IdentityConfig.Provider> keycloak() {
        reader.require("realm");
        Optional<ProviderAddress> url = address("url");
        Optional<String> realm = reader.string("realm");
        Optional<Client> client = client();
        return url.isEmpty() || realm.isEmpty() || client.isEmpty()
                ? Optional.empty()
                : Optional.of(new IdentityConfig.Keycloak(url.get(), realm.get(), client.get()));
    }

    private Optional<IdentityConfig.Provider> scim() {
        Optional<ProviderAddress> url = address("url");
        Optional<String> name = name(url, "scim");
        ScimAttribute findBy = reader.oneOf("find_by", List.of(ScimAttribute.values()), ScimAttribute::label)
                .orElse(ScimAttribute.USER_NAME);
        Optional<IdentityConfig.ScimAccess> access = scimAccess();
        return url.isEmpty() || name.isEmpty() || access.isEmpty()
                ? Optional.empty()
                : Optional.of(new IdentityConfig.Scim(name.get(), url.get(), findBy, access.get()));
    }

    private Optional<IdentityConfig.Provider> webhook() {
        Optional<ProviderAddress> url = address("url");
        Optional<String> name = name(url, "webhook");
        Optional<SecretPlace> secret = secret("secret");
        return url.isEmpty() || name.isEmpty() || secret.isEmpty()
                ? Optional.empty()
                : Optional.of(new IdentityConfig.Webhook(name.get(), url.get(), secret.get()));
    }

    private Optional<IdentityConfig.ScimAccess> scimAccess() {
        boolean isFetched = reader.has("client_id") || reader.has("token_url");
        if (!isFetched) {
            return secret("token").map(IdentityConfig.Token::new);
        }
        if (reader.has("token_env") || reader.has("token_file")) {
            reader.value("token_env");
            reader.value("token_file");
            reader.problem("`identity` has a token and a client that fetches tokens; one of them is enough");
        }
        reader.require("token_url");
        Optional<Client> client = client();
        Optional<ProviderAddress> url = address("token_url");
        return client.isEmpty() || url.isEmpty()
                ? Optional.empty()
                : Optional.of(new IdentityConfig.FetchedToken(client.get(), url.get()));
    }

    /** What results call a provider: the name that is given, or else its host. */
    private Optional<String> name(Optional<ProviderAddress> url, String kind) {
        Optional<String> given = reader.string("name");
        if (given.filter(name -> !NAME.matcher(name).matches()).isPresent()) {
            reader.problem("name", "is '" + given.get() + "'; 1 to 64 of A-Z a-z 0-9 . _ - are allowed");
            return Optional.empty();
        }
        return given.or(() -> url.map(address -> address.base().getHost())).map(name -> kind + ":" + name);
    }

    private Optional<ProviderAddress> address(String key) {
        Optional<String> text = reader.string(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProviderAddress(new URI(text.get())));
        } catch (URISyntaxException e) {
            reader.problem(key, "is '" + text.get() + "'; an address such as https://id.example.com is expected");
        } catch (IllegalArgumentException e) {
            reader.problem(key, "is wrong: " + e.getMessage());
        }
        return Optional.empty();
    }

    private Optional<Client> client() {
        reader.require("client_id");
        Optional<String> id = reader.string("client_id");
        Optional<SecretPlace> secret = secret("client_secret");
        return id.isEmpty() || secret.isEmpty() ? Optional.empty() : Optional.of(new Client(id.get(), secret.get()));
    }

    /** Where a secret is found, which is needed. */
    private Optional<SecretPlace> secret(String key) {
        String env = key + "_env";
        String file = key + "_file";
        if (!reader.has(key) && !reader.has(env) && !reader.has(file)) {
            reader.problem("`identity` needs one of `" + env + "` and `" + file + "`");
        }
        return SecretReader.read(reader, key, folder);
    }

    private Limits limits() {
        Limits defaults = Limits.DEFAULT;
        Duration connect =
                reader.duration("connect_timeout", SHORTEST, LONGEST_CONNECT).orElse(defaults.connectTimeout());
        Duration call = reader.duration("call_timeout", SHORTEST, LONGEST_CALL).orElse(defaults.callTimeout());
        Optional<Duration> longest = reader.duration("longest_wait", SHORTEST, LONGEST_WAIT);
        Duration first = reader.duration("first_wait", SHORTEST, LONGEST_WAIT)
                .orElse(shorter(defaults.firstWait(), longest.orElse(defaults.longestWait())));
        int workers =
                reader.integer("workers", 1, MOST_WORKERS).map(Long::intValue).orElse(defaults.workers());
        if (longest.filter(wait -> wait.compareTo(first) < 0).isPresent()) {
            reader.problem(
                    "longest_wait",
                    "is " + Durations.format(longest.get()) + ", below `identity.first_wait`, "
                            + Durations.format(first));
            return defaults;
        }
        return new Limits(connect, call, first, longest.orElse(longer(defaults.longestWait(), first)), workers);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
