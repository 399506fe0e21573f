package io.tocsin.monitor.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.monitor.config.LookupConfig;
import io.tocsin.monitor.config.SecretPlace;
import io.tocsin.monitor.web.WebAnswer;
import io.tocsin.monitor.web.WebRequest;
import io.tocsin.rules.containment.BlockState.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DecisionsQueryTest {
    private static final String EDGE_KEY = "edge-edge-edge-edge";
    private static final String SHOP_KEY = "shop-shop-shop-shop";
    private static final Map<String, LookupConfig.Bouncer> CONFIGURED = Map.of(
            "edge", new LookupConfig.Bouncer(new SecretPlace.Env("EDGE"), "default"),
            "shop", new LookupConfig.Bouncer(new SecretPlace.Env("SHOP"), "shop"));
    private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]+)\"");

    private final BlockedSources blocks = new BlockedSources();
    private long clockMs = 50_000;
    private DecisionsQuery query = query(Map.of(), false);

    private DecisionsQuery query(Map<String, LookupConfig.Bouncer> bouncers, boolean isCertified) {
        try {
            return new DecisionsQuery(
                    blocks,
                    Bouncers.of(bouncers, Map.of("EDGE", EDGE_KEY, "SHOP", SHOP_KEY)),
                    isCertified,
                    () -> Instant.ofEpochMilli(clockMs),
                    () -> 1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As a bouncer asks: {@code startup=true}, or {@code scopes=ip,range}, with its key and from its address. */
    private WebAnswer ask(String parameters, String key, String client) {
        Map<String, List<String>> all = new HashMap<>();
        for (String each : parameters.isEmpty() ? new String[0] : parameters.split("&")) {
            all.put(each.substring(0, each.indexOf('=')), List.of(each.substring(each.indexOf('=') + 1)));
        }
        Map<String, String> headers = key.isEmpty() ? Map.of() : Map.of("x-api-key", key);
        return query.apply(new WebRequest(false, "/v1/decisions/stream", all, headers, client));
    }

    private void told(String parameters, List<String> standing, List<String> ended) {
        told(parameters, "", "127.0.0.1", standing, ended);
    }

    private void told(String parameters, String key, String client, List<String> standing, List<String> ended) {
        WebAnswer answer = ask(parameters, key, client);
        String body = Blocks.body(answer);
        assertEquals(200, answer.status(), body);
        int middle = body.indexOf("],\"deleted\":[");
        assertEquals(standing, values(body.substring(0, middle)), body);
        assertEquals(ended, values(body.substring(middle)), body);
    }

    private static List<String> values(String text) {
        List<String> values = new ArrayList<>();
        Matcher matcher = VALUE.matcher(text);
        while (matcher.find()) {
            values.add(matcher.group(1));
        }
        return values;
    }

    private void block(String source) {
        Blocks.take(blocks, Blocks.blocked(source, 140_500, 1));
        blocks.freshness().readUpTo(1);
    }

    private void lift(String source) {
        Blocks.take(blocks, Blocks.state("default", source, Status.RELEASED, 140_500, 2));
    }

    @Test
    void aStartIsToldEverything() {
        block("192.0.2.1");
        block("2001:db8::1");
        lift("192.0.2.1");
        block("192.0.2.2");

        String body = Blocks.body(ask("startup=true", "", "127.0.0.1"));

        assertEquals(
                "{\"new\":[{\"id\":ID,\"origin\":\"tocsin\",\"type\":\"ban\",\"scope\":\"Ip\",\"value\":\"192.0.2.2\","
                        + "\"duration\":\"90s\",\"scenario\":\"tocsin/failed_logins\"},"
                        + "{\"id\":ID,\"origin\":\"tocsin\",\"type\":\"ban\",\"scope\":\"Range\","
                        + "\"value\":\"2001:db8::/64\",\"duration\":\"90s\",\"scenario\":\"tocsin/failed_logins\"}],"
                        + "\"deleted\":[{\"id\":ID,\"origin\":\"tocsin\",\"type\":\"ban\",\"scope\":\"Ip\","
                        + "\"value\":\"192.0.2.1\",\"duration\":\"0s\",\"scenario\":\"tocsin/failed_logins\"}]}",
                body.replaceAll("\"id\":[0-9]+", "\"id\":ID"));
    }

    @Test
    void afterwardsEachChangeIsToldTwiceSoThatALostAnswerCostsNothing() {
        block("192.0.2.1");
        told("startup=true", List.of("192.0.2.1"), List.of());
        told("", List.of(), List.of());
        block("192.0.2.2");
        told("", List.of("192.0.2.2"), List.of());
        lift("192.0.2.1");
        told("startup=false", List.of("192.0.2.2"), List.of("192.0.2.1"));
        told("", List.of(), List.of("192.0.2.1"));
        told("", List.of(), List.of());
    }

    @Test
    void whoIsNotKnownIsToldEverythingAtFirst() {
        block("192.0.2.1");
        lift("192.0.2.1");
        block("192.0.2.2");

        told("", List.of("192.0.2.2"), List.of("192.0.2.1"));
        told("", List.of(), List.of());
    }

    @Test
    void bouncersDoNotTakeEachOthersChanges() {
        query = query(CONFIGURED, false);
        block("192.0.2.1");
        told("startup=true", EDGE_KEY, "10.0.0.1", List.of("192.0.2.1"), List.of());
        told("startup=true", EDGE_KEY, "10.0.0.2", List.of("192.0.2.1"), List.of());
        block("192.0.2.2");
        for (int i = 0; i < 2; i++) {
            told("", EDGE_KEY, "10.0.0.1", List.of("192.0.2.2"), List.of());
        }
        told("", EDGE_KEY, "10.0.0.2", List.of("192.0.2.2"), List.of());
    }

    @Test
    void headIsNoAnswerThatCounts() {
        block("192.0.2.1");
        told("startup=true", List.of("192.0.2.1"), List.of());
        block("192.0.2.2");
        for (int i = 0; i < 3; i++) {
            query.apply(new WebRequest(true, "/v1/decisions/stream", Map.of(), Map.of(), "127.0.0.1"));
        }

        told("", List.of("192.0.2.2"), List.of());
    }

    @Test
    void aKeyIsNeededWhereThereAreSomeAndSaysWhoseBlocksAreTold() {
        query = query(CONFIGURED, false);
        block("192.0.2.1");
        Blocks.take(blocks, Blocks.state("shop", "198.51.100.0/24", Status.BLOCKED, 140_500, 1));

        told("", EDGE_KEY, "10.0.0.1", List.of("192.0.2.1"), List.of());
        told("tenant=default", SHOP_KEY, "10.0.0.1", List.of("198.51.100.0/24"), List.of());
        assertEquals(403, ask("", "", "10.0.0.1").status());
        assertEquals(403, ask("", EDGE_KEY + "x", "10.0.0.1").status());
        assertEquals(
                "{\"error\":\"forbidden\",\"detail\":\"a known key is needed as X-Api-Key\"}",
                Blocks.body(ask("startup=true", "guessed", "10.0.0.1")));
    }

    /** CrowdSec's bouncers send a key or a certificate, never both. */
    @Test
    void aCertificateIsEnoughButAWrongKeyIsStillWrong() {
        query = query(CONFIGURED, true);
        block("192.0.2.1");

        told("", "", "10.0.0.1 CN=edge", List.of("192.0.2.1"), List.of());
        assertEquals(403, ask("", "guessed", "10.0.0.1 CN=edge").status());
    }

    @Test
    void aShortKeyIsRefusedAtTheStart() {
        IOException refused = assertThrows(
                IOException.class,
                () -> Bouncers.of(
                        Map.of("edge", new LookupConfig.Bouncer(new SecretPlace.Env("EDGE"), "default")),
                        Map.of("EDGE", "secret")));

        assertEquals("the key of the bouncer edge has 6 characters; 16 are needed at least", refused.getMessage());
    }

    @Test
    void bouncersMayAskForAPart() {
        block("192.0.2.1");
        block("2001:db8::1");
        List<String> both = List.of("192.0.2.1", "2001:db8::/64");

        told("startup=true&scopes=ip,range", both, List.of());
        told("startup=true&scopes=Ip", List.of("192.0.2.1"), List.of());
        told("startup=true&scopes=country", List.of(), List.of());
        told("startup=true&origins=crowdsec,tocsin", both, List.of());
        told("startup=true&origins=crowdsec", List.of(), List.of());
        told("startup=true&scenarios_containing=Failed", both, List.of());
        told("startup=true&scenarios_containing=scan", List.of(), List.of());
        told("startup=true&scenarios_not_containing=scan,logins", List.of(), List.of());
        told("startup=true&dedup=false", both, List.of());
    }

    @Test
    void whatIsNotKnownIsNotToldAndDoesNotCount() {
        assertEquals(503, ask("startup=true", "", "127.0.0.1").status());
        assertEquals(503, ask("", "", "127.0.0.1").status());
        block("192.0.2.1");
        told("", List.of("192.0.2.1"), List.of());
        assertEquals(
                400,
                query.apply(new WebRequest(
                                false,
                                "/v1/decisions/stream",
                                Map.of("tenant", List.of("a", "b")),
                                Map.of(),
                                "127.0.0.1"))
                        .status());
    }
}
