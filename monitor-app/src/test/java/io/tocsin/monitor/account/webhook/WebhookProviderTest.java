package io.tocsin.monitor.account.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.account.AccountSnapshot;
import io.tocsin.monitor.account.AccountSnapshot.Presence;
import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import io.tocsin.monitor.account.http.HttpTimeouts;
import io.tocsin.monitor.account.http.ProviderAddress;
import io.tocsin.monitor.account.http.ProviderHttp;
import io.tocsin.monitor.account.http.Secret;
import io.tocsin.monitor.account.webhook.IdentityService.Manner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookProviderTest {
    private static final HttpTimeouts QUICK = new HttpTimeouts(1_000, 1_000);

    private final IdentityService service = new IdentityService();
    private final WebhookProvider provider = provider(service.address(), () -> IdentityService.SECRET);

    private static WebhookProvider provider(ProviderAddress address, Secret secret) {
        return new WebhookProvider(
                "webhook:test",
                address,
                new ProviderHttp("The identity service", QUICK, Optional.empty()),
                secret,
                Clock.systemUTC());
    }

    @AfterEach
    void close() throws Exception {
        provider.close();
        service.close();
    }

    @Test
    void theSignatureIsThatOfStandardWebhooks() {
        // The example of the specification.
        assertEquals(
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                SigningKey.of(IdentityService.SECRET)
                        .sign(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                1_614_265_330,
                                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anAccountIsLockedAndUnlocked() throws Exception {
        service.accounts.put("alice \"quoted\"", new IdentityService.Account());
        AccountSnapshot before = provider.read("alice \"quoted\"");
        assertEquals(new AccountSnapshot(Presence.ENABLED, "alice \"quoted\"", "v1", OptionalInt.of(2)), before);

        provider.disable(before);
        provider.endSessions(before);
        AccountSnapshot locked = provider.read("alice \"quoted\"");
        assertEquals(new AccountSnapshot(Presence.DISABLED, "alice \"quoted\"", "v2", OptionalInt.of(0)), locked);

        provider.enable(locked);
        assertEquals(Presence.ENABLED, provider.read("alice \"quoted\"").presence());
        assertEquals(List.of("read", "disable", "end-sessions", "read", "enable", "read"), List.copyOf(service.asked));
    }

    @Test
    void anAccountThatNobodyKnowsIsAbsent() throws Exception {
        assertEquals(AccountSnapshot.absent(), provider.read("nobody"));
        assertThrows(IllegalArgumentException.class, () -> provider.disable(AccountSnapshot.absent()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"WELL", "TWICE"},
            mode = EnumSource.Mode.EXCLUDE)
    void aServiceThatMisbehavesIsAwayAndServesAfterwards(Manner manner) throws Exception {
        service.accounts.put("alice", new IdentityService.Account());
        AccountSnapshot before = provider.read("alice");

        service.next.add(manner);
        ProviderException failed = assertThrows(ProviderException.class, () -> provider.disable(before));
        assertEquals(Kind.UNAVAILABLE, failed.kind(), failed.getMessage());

        provider.disable(before);
        assertEquals(Presence.DISABLED, provider.read("alice").presence());
    }

    /** The second answer must not be taken for that to the next request, which may be about another account. */
    @Test
    void anAnswerThatComesTwiceIsNotTakenForAnother() throws Exception {
        service.accounts.put("alice", new IdentityService.Account());
        IdentityService.Account bob = new IdentityService.Account();
        bob.enabled = false;
        service.accounts.put("bob", bob);
        for (int i = 0; i < 50; i++) {
            service.next.add(Manner.TWICE);
            assertEquals(Presence.ENABLED, untilAnswered("alice").presence());
            assertEquals(Presence.DISABLED, untilAnswered("bob").presence());
        }
    }

    private AccountSnapshot untilAnswered(String account) throws Exception {
        for (int attempt = 1; true; attempt++) {
            try {
                return provider.read(account);
            } catch (ProviderException e) {
                assertEquals(Kind.UNAVAILABLE, e.kind());
                assertTrue(attempt < 5, e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "whsec_c2hvcnQ=",
                "whsec_!",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void aWrongSecretHasToBeMendedAndIsNotShown(String secret) {
        try (WebhookProvider wrong = provider(service.address(), () -> secret)) {
            ProviderException failed = assertThrows(ProviderException.class, () -> wrong.read("alice"));

            assertEquals(Kind.UNAUTHORIZED, failed.kind());
            assertFalse(failed.getMessage().contains(secret), failed.getMessage());
        }
    }

    @Test
    void aWrongAddressHasToBeMended() {
        ProviderAddress wrong = new ProviderAddress(URI.create(service.address().base() + "/elsewhere"));
        try (WebhookProvider lost = provider(wrong, () -> IdentityService.SECRET)) {
            ProviderException failed = assertThrows(ProviderException.class, () -> lost.read("alice"));
            assertEquals(Kind.UNAUTHORIZED, failed.kind());
            assertTrue(failed.getMessage().contains("404"), failed.getMessage());
        }
    }
}
