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

    @Test
    void healthAndMetricsAreForThisMachineAlone() {
        for (String address :
                new String[] {"0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com", "127.1", "tocsin", ""}) {
            assertRefused("ops.address is '" + address + "'", () -> new OpsConfig(address, 1));
        }
        for (String address : new String[] {"127.0.0.1", "127.255.0.9", "::1", "localhost"}) {
            assertEquals(address, new OpsConfig(address, 0).address());
        }
        assertRefused("ops.port is -1", () -> new OpsConfig("::1", -1));
        assertRefused("ops.port is 65536", () -> new OpsConfig("::1", 65_536));
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
