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

        assertRefused("bootstrap.servers is missing", () -> new BrokerConfig.Cluster(Map.of()));
        assertRefused("stages is '[]'", () -> legal.withStages(Set.of()));
        assertRefused("tick_interval is 1m", () -> legal.withTickInterval(minute));
        assertRefused(
                "mail.smtp.tls is none",
                () -> new MailConfig.Smtp("mx", 25, MailConfig.Tls.NONE, Optional.empty(), Optional.empty()));
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
    void aSecretIsReadWhereItIs(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "s3cret\n");

        assertEquals("s3cret", new SecretPlace.SecretFile(file).read(Map.of()));
        assertEquals("x", new SecretPlace.Env("NAME").read(Map.of("NAME", "x")));
        assertThrows(IllegalStateException.class, () -> new SecretPlace.Env("NAME").read(Map.of()));
    }
}
