package io.tocsin.monitor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.account.scim.ScimAttribute;
import io.tocsin.monitor.wire.TopicSettings;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.containment.Source;
import io.tocsin.rules.detect.IngestSettings;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.match.IpNetwork;
import io.tocsin.rules.routing.PacingPolicy;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigReaderTest {
    private static final Path FOLDER = Path.of("/etc/tocsin");
    private static final String EMBEDDED = "embedded: true\nmail: {maildir: mail}\n";

    private static TocsinConfig read(String text) throws InvalidDocumentException {
        return ConfigReader.read("tocsin.yml", text, FOLDER);
    }

    @Test
    void aLookupElsewhereNeedsTlsAndHasIt() throws Exception {
        LookupConfig lookup = read(EMBEDDED + """
                lookup:
                  address: 10.0.0.5
                  on_failure: closed
                  tenants: {shop: open}
                  bouncers:
                    edge: {key_env: EDGE}
                    shop: {key_file: shop.key, tenant: shop}
                  tls:
                    key_store: server.p12
                    key_store_password_env: KEY
                    trust_store: clients.p12
                    trust_store_password_file: trust.txt
                """).lookup().orElseThrow();

        assertEquals("10.0.0.5", lookup.address());
        assertEquals(9465, lookup.port());
        assertEquals(LookupConfig.OnFailure.CLOSED, lookup.onFailure("default"));
        assertEquals(LookupConfig.OnFailure.OPEN, lookup.onFailure("shop"));
        assertEquals(new SecretPlace.Env("KEY"), lookup.tls().orElseThrow().keyStorePassword());
        assertEquals(
                Map.of(
                        "edge", new LookupConfig.Bouncer(new SecretPlace.Env("EDGE"), "default"),
                        "shop",
                                new LookupConfig.Bouncer(
                                        new SecretPlace.SecretFile(FOLDER.resolve("shop.key")), "shop")),
                lookup.bouncers());
        assertEquals(Optional.empty(), read(EMBEDDED).lookup());
    }

    @Test
    void accountsAreNamedAsTheyAreCounted() throws InvalidDocumentException {
        String assets = "assets: {userId: {Treasury: 10, TREASURY: 15, bob: 5}, clientId: {Shop: 5}}\n";
        TocsinConfig folding = read(EMBEDDED + assets + "ingest: {fold_case: true}\n");

        assertTrue(folding.ingest().foldCase());
        assertEquals(
                Map.of("userId", Map.of("treasury", 15, "bob", 5), "clientId", Map.of("Shop", 5)),
                folding.assets().points());
        assertEquals(
                Map.of("Treasury", 10, "TREASURY", 15, "bob", 5),
                read(EMBEDDED + assets).assets().points().get("userId"));
    }

    @Test
    void aTrustedProxyIsNeverBlocked() throws InvalidDocumentException {
        TocsinConfig config = read(EMBEDDED + """
                respond: {allow: [198.51.100.0/24]}
                ingest: {trusted_proxies: [10.0.0.0/8, '2001:db8::5']}
                """);

        assertEquals(
                List.of("198.51.100.0/24", "10.0.0.0/8", "2001:db8::/64"),
                config.respond().allowed().stream().map(IpNetwork::text).toList());
        assertEquals(
                List.of("10.0.0.0/8", "2001:db8::5"),
                config.ingest().proxies().networks().list().stream()
                        .map(IpNetwork::text)
                        .toList());
        assertFalse(config.respond().mayBlock(Source.parse("10.1.2.3")));
    }

    @Test
    void whatIsNotSaidHasItsDefault() throws InvalidDocumentException {
        TocsinConfig config = read(EMBEDDED);

        assertEquals(new BrokerConfig.Embedded(false), config.broker());
        assertEquals(FOLDER.resolve("tocsin-data"), config.dataFolder());
        assertEquals("tocsin.", config.topicPrefix());
        assertEquals(TopicSettings.embedded(), config.topics());
        assertEquals("embedded", config.instanceId());
        assertEquals(Duration.ofSeconds(10), config.tickInterval());
        assertEquals(List.of("shipped"), config.rules());
        assertEquals(Optional.empty(), config.roster());
        assertEquals(TimeSettings.DEFAULT, config.detect());
        assertEquals(IngestSettings.AS_SENT, config.ingest());
        assertEquals(TocsinConfig.DEFAULT_POLICY, config.respond());
        assertEquals(PacingPolicy.DEFAULT, config.pacing());
        assertEquals(EnumSet.complementOf(EnumSet.of(Stage.ACCOUNT)), config.stages());
        assertEquals(Optional.empty(), config.identity());
        assertEquals(Optional.of(new OpsConfig("127.0.0.1", 9464)), config.ops());
        assertEquals(
                Optional.of(new MailConfig(MailConfig.DEFAULT_FROM, new MailConfig.Maildir(FOLDER.resolve("mail")))),
                config.mail());
    }

    @Test
    void everyKeyIsRead() throws InvalidDocumentException {
        TocsinConfig config = read("""
                bootstrap.servers: k1:9093
                kafka:
                  security.protocol: SSL
                  ssl.keystore.password: ${env:STORE}
                data_folder: data
                topic_prefix: ''
                partitions: 12
                replication_factor: 2
                retention: {events: 30d, notifications: 8d}
                instance_id: tocsin-1
                tick_interval: 500ms
                rules: [shipped, rules/mine.yml]
                roster: roster.yml
                detect: {allowed_lateness: 5m, future_tolerance: 90s, stale_after: never}
                notify: {burst: 5, interval: 1m}
                respond: {mode: observe, lock_duration: 1h, lock_decay: 2d, break_glass: [root, ' admin'], accounts: 70000,
                  block_duration: 2h, allow: [198.51.100.0/24, '2001:db8::/48'], profile: pci,
                  root_like: [root, SA]}
                assets: {userId: {treasury: 15, '007': 5}}
                mail:
                  from: soc@example.com
                  smtp: {host: mx, port: 465, tls: tls, username: u, password_file: secret}
                ops: {address: '::1', port: 0}
                stages: [detect, mail]
                """);

        Map<String, String> kafka = ((BrokerConfig.Cluster) config.broker()).clientProperties();
        assertEquals("k1:9093", kafka.get("bootstrap.servers"));
        assertEquals("SSL", kafka.get("security.protocol"));
        assertEquals("${env:STORE}", kafka.get("ssl.keystore.password"));
        assertEquals("env,file,directory", kafka.get("config.providers"), "Kafka's own providers resolve the secret");
        assertEquals(FOLDER.resolve("data"), config.dataFolder());
        assertEquals("", config.topicPrefix());
        assertEquals(
                TopicSettings.cluster()
                        .withPartitions(12)
                        .withReplicationFactor(2)
                        .withRetention(Duration.ofDays(30), TopicSettings.TWELVE_MONTHS, Duration.ofDays(8)),
                config.topics());
        assertEquals("tocsin-1", config.instanceId());
        assertEquals(Optional.of(new OpsConfig("::1", 0)), config.ops());
        assertEquals(Duration.ofMillis(500), config.tickInterval());
        assertEquals(List.of("shipped", "/etc/tocsin/rules/mine.yml"), config.rules());
        assertEquals(Optional.of(FOLDER.resolve("roster.yml")), config.roster());
        assertEquals(new TimeSettings(300_000, 90_000, 60_000, Long.MAX_VALUE), config.detect());
        assertEquals(
                new ContainmentPolicy(
                        ContainmentPolicy.Mode.OBSERVE,
                        3_600_000,
                        86_400_000,
                        172_800_000,
                        Set.of("root", " admin"),
                        70_000,
                        7_200_000,
                        List.of(network("198.51.100.0/24"), network("2001:db8::/48")),
                        Set.of("root", "sa")),
                config.respond());
        assertEquals(new PacingPolicy(5, 60_000), config.pacing());
        assertEquals(
                Map.of("userId", Map.of("treasury", 15, "007", 5)),
                config.assets().points(),
                "names stay verbatim");
        MailConfig mail = config.mail().orElseThrow();
        assertEquals("soc@example.com", mail.from());
        assertEquals(
                new MailConfig.Smtp(
                        "mx",
                        465,
                        MailConfig.Tls.TLS,
                        Optional.of("u"),
                        Optional.of(new SecretPlace.SecretFile(FOLDER.resolve("secret")))),
                mail.transport());
        assertEquals(Set.of(Stage.DETECT, Stage.MAIL), config.stages());
    }

    private static IpNetwork network(String text) {
        try {
            return IpNetwork.parse(text);
        } catch (IpNetwork.InvalidNetworkException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theExampleInTheDocumentationIsLegal() throws Exception {
        TocsinConfig config = ConfigReader.read(Path.of("..", "docs", "tocsin.example.yml"));

        assertFalse(config.broker().isEmbedded());
        assertEquals("tocsin-1", config.instanceId());
        assertEquals(ContainmentPolicy.Mode.OBSERVE, config.respond().mode());
    }

    @Test
    void everyKeyOfTheExampleIsDocumented() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "configuration.md"));
        Problems problems = new Problems();
        YamlMap example = YamlDocuments.readMap(
                        "example", Files.readString(Path.of("..", "docs", "tocsin.example.yml")), problems)
                .orElseThrow();

        for (String key : example.names()) {
            assertTrue(document.contains("`" + key + "`") || document.contains("`" + key + "."), key);
        }
    }

    @Test
    void withoutAFileTheBrokerIsEmbeddedAndTheReasonIsKept() {
        TocsinConfig config = TocsinConfig.withoutFile(Path.of("tocsin-data"));

        assertEquals(new BrokerConfig.Embedded(true), config.broker());
        assertEquals(
                new MailConfig.Maildir(Path.of("tocsin-data", "mail")),
                config.mail().orElseThrow().transport());
    }

    @Test
    void healthAndMetricsCanBeSwitchedOff() throws InvalidDocumentException {
        assertEquals(
                Optional.empty(), read(EMBEDDED + "ops: {enabled: false}\n").ops());
        assertEquals(
                Optional.of(new OpsConfig("localhost", 9464)),
                read(EMBEDDED + "ops: {address: localhost}\n").ops());
    }

    static Stream<Arguments> wrongFiles() {
        return Stream.of(
                Arguments.of(
                        "topic_prefix: a.\n",
                        List.of(
                                "1: neither `embedded: true` nor `bootstrap.servers` is given",
                                "1: `mail` is missing")),
                Arguments.of("embedded: false\nmail: {maildir: m}\n", List.of("1: neither `embedded: true`")),
                Arguments.of(EMBEDDED + "bootstrap.servers: k:9092\n", List.of("1: `embedded` is true and")),
                Arguments.of("bootstrap.servers: k:9092\nmail: {maildir: m}\n", List.of("1: `instance_id` is missing")),
                Arguments.of(
                        "bootstrap.servers: k:9092\nkafka: {bootstrap.servers: k:9093}\ninstance_id: a\nmail: {maildir: m}\n",
                        List.of("1: `bootstrap.servers` stands in `kafka`, too")),
                Arguments.of(
                        EMBEDDED + "embeded: true\n", List.of("3: unknown key `embeded`; did you mean `embedded`?")),
                Arguments.of(
                        EMBEDDED + "detect: {alowed_lateness: 2m}\n",
                        List.of("3: unknown key `detect.alowed_lateness`; did you mean `allowed_lateness`?")),
                Arguments.of(
                        EMBEDDED + "detect:\n  allowed_lateness: 59s\n",
                        List.of("4: `detect.allowed_lateness` is 59s; 1m to 1d are allowed")),
                Arguments.of(
                        EMBEDDED + "detect:\n  allowed_lateness: 60s\n  future_tolerance: 61s\n",
                        List.of(
                                "4: `detect.allowed_lateness` makes the allowed lateness 1m, below the future tolerance 61s")),
                Arguments.of(
                        EMBEDDED + "detect: {future_tolerance: 3m}\n",
                        List.of(
                                "3: `detect.future_tolerance` makes the allowed lateness 2m, below the future tolerance 3m")),
                Arguments.of(EMBEDDED + "detect: {stale_after: soon}\n", List.of("3: `detect.stale_after` is soon")),
                Arguments.of(
                        EMBEDDED + "respond:\n  profile: pci\n  lock_duration: 29m\n",
                        List.of(
                                "5: `respond.lock_duration` makes the first lock 29m; `respond.profile: pci` asks for 30m")),
                Arguments.of(
                        EMBEDDED + "respond:\n  profile: pci\n  max_lock_duration: 10m\n",
                        List.of("5: `respond.max_lock_duration` makes the first lock 10m; `respond.profile: pci`")),
                Arguments.of(
                        EMBEDDED + "ingest:\n  trusted_proxies: [balancer, 10.0.0.1/8]\n  fold_cases: true\n",
                        List.of(
                                "4: `ingest.trusted_proxies` holds what is no network: `balancer` is no network",
                                "4: `ingest.trusted_proxies` holds what is no network: `10.0.0.1/8` has bits set",
                                "5: unknown key `ingest.fold_cases`; did you mean `fold_case`?")),
                Arguments.of(
                        EMBEDDED + "respond:\n  allow: [office, '2001:db8::1']\n  block_duration: 0s\n",
                        List.of(
                                "4: `respond.allow` holds what can't be allowed: `office` is no network",
                                "4: `respond.allow` names 2001:db8::1; of IPv6 a /64 is the smallest network",
                                "5: `respond.block_duration` is 0s; 1s to 30d are allowed")),
                Arguments.of(
                        EMBEDDED + "respond:\n  mode: enforced\n  accounts: -1\n",
                        List.of(
                                "4: `respond.mode` is enforced; did you mean `enforce`?",
                                "5: `respond.accounts` is -1; a whole number from 0")),
                Arguments.of(
                        EMBEDDED + "notify: {burst: 0, interval: 500ms, brust: 3}\n",
                        List.of(
                                "3: `notify.burst` is 0; a whole number from 1 to 10000",
                                "3: `notify.interval` is 500ms",
                                "3: unknown key `notify.brust`; did you mean `burst`?")),
                Arguments.of(
                        EMBEDDED + "respond: {lock_duration: 2h, max_lock_duration: 1h, break_glass: [root]}\n",
                        List.of("3: `respond.max_lock_duration` is 1h, below `respond.lock_duration`, 2h")),
                Arguments.of(
                        EMBEDDED + "assets:\n  userId: {a: 7}\n  user: {a: 5}\n",
                        List.of("4: `assets.userId.a` must be 0, 5, 10 or 15", "5: unknown key `assets.user`")),
                Arguments.of(
                        EMBEDDED + "stages: [detekt]\ntick_interval: 1m\npartitions: 0\n",
                        List.of(
                                "3: `stages` holds 'detekt'; known stages are ingest, detect, respond, account, notify, mail",
                                "4: `tick_interval` is 1m; 100ms to 30s are allowed",
                                "5: `partitions` is 0")),
                Arguments.of(
                        EMBEDDED + "topic_prefix: 'a b'\ninstance_id: ''\nreplication_factor: 2\n",
                        List.of(
                                "3: `topic_prefix` is 'a b'",
                                "4: `instance_id` is empty",
                                "5: `replication_factor` is 2")),
                Arguments.of(
                        EMBEDDED + "kafka:\n  sasl.jaas.config: x password=\"p\";\n  group.id: g\n  acks: [1]\n",
                        List.of(
                                "4: `kafka.sasl.jaas.config` holds a secret",
                                "5: `kafka.group.id` is decided by Tocsin",
                                "6: `kafka.acks` is a list")),
                Arguments.of(
                        EMBEDDED + "ops:\n  address: 0.0.0.0\n  port: 70000\n  adress: x\n  enabled: maybe\n",
                        List.of(
                                "4: `ops.address` is '0.0.0.0', which is not this machine alone",
                                "5: `ops.port` is 70000; a whole number from 0 to 65535 is expected",
                                "6: ",
                                "7: `ops.enabled` is maybe; true or false is expected")),
                Arguments.of(EMBEDDED + "ops: {address: 10.0.0.1}\n", List.of("3: `ops.address` is '10.0.0.1'")),
                Arguments.of(EMBEDDED + "ops: {address: 127.0.0.256}\n", List.of("3: `ops.address` is")),
                Arguments.of(EMBEDDED + "ops: {address: localhost.evil.example}\n", List.of("3: `ops.address` is")),
                Arguments.of(
                        EMBEDDED + "lookup:\n  address: 0.0.0.0\n  tenants: {shop: maybe}\n",
                        List.of(
                                "3: `lookup.on_failure` is missing",
                                "4: `lookup.address` is '0.0.0.0', which is not this machine alone",
                                "5: `lookup.tenants.shop` is maybe; allowed are open, closed")),
                Arguments.of(
                        EMBEDDED
                                + "lookup:\n  on_failure: open\n  tls:\n    key_store: a.p12\n    key_store_password: x\n",
                        List.of(
                                "5: `lookup.tls` needs `key_store` and `trust_store`",
                                "7: `lookup.tls.key_store_password` stands in this file; keep it out")),
                Arguments.of(
                        EMBEDDED + "lookup:\n  on_failure: open\n  bouncers:\n    a: {key: x}\n    b: {tenant: shop}\n",
                        List.of(
                                "6: `lookup.bouncers.a` needs one of `key_env` and `key_file`",
                                "6: `lookup.bouncers.a.key` stands in this file",
                                "7: `lookup.bouncers.b` needs one of `key_env` and `key_file`")),
                Arguments.of(EMBEDDED + "ops: off\n", List.of("3: `ops` is")),
                Arguments.of(
                        EMBEDDED + "stages: [ingest, account]\n",
                        List.of("1: `identity` is missing; name an identity provider")),
                Arguments.of(
                        EMBEDDED + "identity: {kind: kerberos, url: 'https://id.example.com', realm: x}\n",
                        List.of("3: `identity.kind` is kerberos; allowed are keycloak, scim, webhook")),
                Arguments.of(
                        EMBEDDED + "identity:\n  kind: keycloak\n  url: http://id.example.com\n"
                                + "  client_secret: hunter2\n  token_env: T\n  call_timeout: 1h\n",
                        List.of(
                                "3: `identity.realm` is missing",
                                "3: `identity.client_id` is missing",
                                "5: `identity.url` is wrong: the provider id.example.com would be spoken to without TLS",
                                "6: `identity.client_secret` stands in this file",
                                "7: unknown key `identity.token_env`",
                                "8: `identity.call_timeout` is 1h; 100ms to 1m are allowed")),
                Arguments.of(
                        EMBEDDED + "identity:\n  kind: scim\n  url: id.example.com\n  name: a b\n  token_env: T\n"
                                + "  client_id: c\n  workers: 0\n  first_wait: 1m\n  longest_wait: 30s\n  find_by: mail\n",
                        List.of(
                                "3: `identity` has a token and a client that fetches tokens",
                                "3: `identity.token_url` is missing",
                                "3: `identity` needs one of `client_secret_env` and `client_secret_file`",
                                "5: `identity.url` is wrong: the provider's address is 'id.example.com'",
                                "6: `identity.name` is 'a b'",
                                "9: `identity.workers` is 0; a whole number from 1 to 64",
                                "11: `identity.longest_wait` is 30s, below `identity.first_wait`, 1m",
                                "12: `identity.find_by` is mail; allowed are userName, externalId, id")),
                Arguments.of("embedded: true\nmail: {}\n", List.of("2: `mail` needs one of `maildir` and `smtp`")),
                Arguments.of(
                        "embedded: true\nmail:\n  smtp: {host: mx, tls: none}\n",
                        List.of("3: `mail.smtp.tls` is none, and mx is not this machine")),
                Arguments.of(
                        "embedded: true\nmail: {maildir: m, from: soc@example.com.}\n",
                        List.of("2: `mail.from` is 'soc@example.com.'")),
                Arguments.of(
                        "embedded: true\nmail:\n  smtp: {host: mx, username: u, password: p}\n  from: 'A <a@b>'\n",
                        List.of(
                                "3: `mail.smtp.password` stands in this file",
                                "3: `mail.smtp` needs `username` with",
                                "4: `mail.from` is 'A <a@b>'")),
                Arguments.of("- 1\n", List.of("1: the file holds a list; a map is expected")),
                Arguments.of("a: [\n", List.of(": not valid YAML")));
    }

    @ParameterizedTest
    @MethodSource("wrongFiles")
    void aWrongFileIsRefusedWithEveryProblemByLine(String text, List<String> problems) {
        InvalidDocumentException refused = assertThrows(InvalidDocumentException.class, () -> read(text));

        for (String problem : problems) {
            assertTrue(refused.getMessage().contains(problem), problem + " is missing in: " + refused.getMessage());
        }
        assertEquals(problems.size(), refused.problems().size(), "problems in: " + refused.getMessage());
        refused.problems().forEach(problem -> assertEquals("tocsin.yml", problem.file()));
    }

    @Test
    void anIdentityProviderMakesTheStageRun() throws InvalidDocumentException {
        TocsinConfig config = read(EMBEDDED + """
                identity:
                  kind: keycloak
                  url: https://id.example.com/auth/
                  realm: payments
                  client_id: tocsin
                  client_secret_file: secrets/keycloak
                  ca_file: authorities.pem
                  longest_wait: 500ms
                """);

        IdentityConfig identity = config.identity().orElseThrow();
        assertEquals(EnumSet.allOf(Stage.class), config.stages());
        assertEquals("keycloak:payments", identity.provider().name());
        assertEquals(
                "https://id.example.com/auth", identity.provider().url().base().toString());
        assertEquals(new SecretPlace.SecretFile(FOLDER.resolve("secrets/keycloak")), identity.secret());
        assertEquals(Optional.of(FOLDER.resolve("authorities.pem")), identity.authorities());
        assertEquals(Duration.ofMillis(500), identity.limits().firstWait(), "no longer than the longest");
    }

    @Test
    void aScimProviderIsNamedByItsHostUnlessItHasAName() throws InvalidDocumentException {
        String scim = EMBEDDED + "identity: {kind: scim, url: 'http://127.0.0.1:8080/scim', token_env: SCIM_TOKEN";

        IdentityConfig unnamed = read(scim + "}").identity().orElseThrow();
        assertEquals("scim:127.0.0.1", unnamed.provider().name());
        assertEquals(new SecretPlace.Env("SCIM_TOKEN"), unnamed.secret());
        assertEquals(ScimAttribute.USER_NAME, ((IdentityConfig.Scim) unnamed.provider()).findBy());
        IdentityConfig byExternalId =
                read(scim + ", find_by: externalId}").identity().orElseThrow();
        assertEquals(ScimAttribute.EXTERNAL_ID, ((IdentityConfig.Scim) byExternalId.provider()).findBy());
        assertEquals(
                "scim:staff",
                read(scim + ", name: staff}")
                        .identity()
                        .orElseThrow()
                        .provider()
                        .name());
    }

    @Test
    void aSecretInTheFileIsNotRepeatedInTheMessage() {
        InvalidDocumentException refused = assertThrows(
                InvalidDocumentException.class, () -> read(EMBEDDED + "kafka: {ssl.key.password: hunter2}\n"));

        assertFalse(refused.getMessage().contains("hunter2"), refused.getMessage());
    }
}
