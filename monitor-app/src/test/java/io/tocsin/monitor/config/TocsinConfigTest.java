package io.tocsin.monitor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TocsinConfigTest {

    @Test
    void illegalValuesCannotBeBuilt() {
        Duration minute = Duration.ofMinutes(1);
        TocsinConfig legal = TocsinConfig.withoutFile(Path.of("d"));

        assertRefused(
                "detect.allowed_lateness is 30s",
                () -> new DetectConfig(Duration.ofSeconds(30), Duration.ZERO, Optional.empty()));
        assertRefused(
                "detect.allowed_lateness is 1m; at least",
                () -> new DetectConfig(minute, minute.multipliedBy(2), Optional.empty()));
        assertRefused(
                "respond.accounts is -1", () -> new RespondConfig(RespondConfig.Mode.OBSERVE, minute, Set.of(), -1));
        assertRefused(
                "respond.lock_duration is 0s",
                () -> new RespondConfig(RespondConfig.Mode.OBSERVE, Duration.ZERO, Set.of(), 0));
        assertRefused("assets.userId gives 7 points", () -> new Assets(Map.of("userId", Map.of("a", 7))));
        assertRefused("bootstrap.servers is missing", () -> new BrokerConfig.Cluster(Map.of()));
        assertRefused("stages is '[]'", () -> legal.withStages(Set.of()));
        assertRefused("tick_interval is 1m", () -> legal.withTickInterval(minute));
        assertRefused(
                "mail.smtp.security is plain",
                () -> new MailConfig.Smtp(
                        "mx", 25, MailConfig.Security.PLAIN, Optional.empty(), Optional.empty(), minute));
    }

    private static void assertRefused(String beginning, org.junit.jupiter.api.function.Executable build) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, build);
        assertEquals(
                beginning,
                refused.getMessage()
                        .substring(
                                0,
                                Math.min(
                                        beginning.length(), refused.getMessage().length())));
    }

    @Test
    void theMostCriticalFieldOfAGroupCounts() {
        Assets assets = new Assets(Map.of("userId", Map.of("a", 5), "sourceIp", Map.of("192.0.2.1", 10)));

        assertEquals(10, assets.of(Map.of("userId", "a", "sourceIp", "192.0.2.1")));
        assertEquals(0, assets.of(Map.of("userId", "A")));
    }

    @Test
    void aSecretIsReadWhereItIs(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "s3cret\n");

        assertEquals("s3cret", new SecretPlace.SecretFile(file).read(Map.of()));
        assertEquals("x", new SecretPlace.Env("NAME").read(Map.of("NAME", "x")));
        assertThrows(IllegalStateException.class, () -> new SecretPlace.Env("NAME").read(Map.of()));
    }
}
