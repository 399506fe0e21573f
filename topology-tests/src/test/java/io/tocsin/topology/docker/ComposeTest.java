package io.tocsin.topology.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.monitor.config.BrokerConfig;
import io.tocsin.monitor.config.ConfigReader;
import io.tocsin.monitor.config.MailConfig;
import io.tocsin.monitor.config.OpsConfig;
import io.tocsin.monitor.config.TocsinConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComposeTest {
    private static final Pattern PINNED = Pattern.compile("[a-z]+/[a-z]+:v?\\d+\\.\\d+\\.\\d+");
    private static final Pattern ON_LOOPBACK = Pattern.compile("127\\.0\\.0\\.1:\\d+:\\d+");
    private static final Pattern REQUIRED = Pattern.compile("\\$\\{\\w+:\\?[^}]+}");
    private static final String OURS = "tocsin:local";

    private JsonNode compose;
    private JsonNode services;

    @BeforeEach
    void read() throws IOException {
        compose = DockerFiles.yaml("compose.yml");
        services = compose.get("services");
    }

    private JsonNode service(String name) {
        return services.get(name);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        if (list != null) {
            list.forEach(each -> texts.add(each.asText()));
        }
        return texts;
    }

    @Test
    void whatTheIssueNamesIsThere() {
        for (String name : List.of("kafka", "topics", "tocsin", "mail", "prometheus", "grafana")) {
            assertTrue(services.has(name), name);
        }
    }

    @Test
    void everyServiceGivesUpWhatItDoesNotNeed() {
        services.properties().forEach(each -> {
            JsonNode service = each.getValue();
            assertEquals(List.of("ALL"), texts(service.get("cap_drop")), each.getKey());
            assertEquals(List.of("no-new-privileges:true"), texts(service.get("security_opt")), each.getKey());
            assertFalse(service.has("privileged") || service.has("cap_add") || service.has("pid"), each.getKey());
            assertTrue(
                    service.path("read_only").asBoolean() || each.getKey().equals("kafka"),
                    each.getKey() + " has a root file system that can be written to");
            assertFalse(texts(service.get("volumes")).toString().contains("docker.sock"), each.getKey());
        });
    }

    @Test
    void imagesArePinnedOrBuiltHere() throws IOException {
        services.properties().forEach(each -> {
            String image = each.getValue().get("image").textValue();
            assertTrue(
                    PINNED.matcher(image).matches()
                            || image.equals(OURS) && each.getValue().has("build"),
                    image);
        });
        Matcher kafka = Pattern.compile("<kafka.version>([^<]+)</kafka.version>")
                .matcher(Files.readString(DockerFiles.ROOT.resolve("pom.xml")));
        assertTrue(kafka.find());
        assertEquals(
                "apache/kafka:" + kafka.group(1), service("kafka").get("image").textValue());
    }

    @Test
    void portsAreForThisMachineAlone() {
        services.properties().forEach(each -> {
            List<String> ports = texts(each.getValue().get("ports"));
            ports.forEach(port -> assertTrue(ON_LOOPBACK.matcher(port).matches(), each.getKey() + ": " + port));
            assertFalse(
                    !ports.isEmpty() && each.getValue().has("network_mode"),
                    "the ports of a shared network are those of the service that holds it");
        });
    }

    @Test
    void noSecretStandsInTheFile() {
        services.properties()
                .forEach(each -> each.getValue()
                        .path("environment")
                        .properties()
                        .forEach(variable -> {
                            String name = variable.getKey().toUpperCase(Locale.ROOT);
                            if (name.contains("PASSWORD") || name.contains("SECRET") || name.contains("TOKEN")) {
                                assertTrue(
                                        REQUIRED.matcher(variable.getValue().asText())
                                                .matches(),
                                        name);
                            }
                        }));
        assertTrue(service("grafana").path("environment").has("GF_SECURITY_ADMIN_PASSWORD"), "else it is admin");
    }

    @Test
    void whatIsNamedExists() {
        services.properties().forEach(each -> {
            JsonNode service = each.getValue();
            for (String volume : texts(service.get("volumes"))) {
                String source = volume.split(":")[0];
                boolean exists = source.startsWith("./")
                        ? Files.exists(DockerFiles.DOCKER.resolve(source))
                        : compose.get("volumes").has(source);
                assertTrue(exists, each.getKey() + ": " + volume);
                assertTrue(!source.startsWith("./") || volume.endsWith(":ro"), volume + " isn't read-only");
            }
            texts(service.get("networks"))
                    .forEach(network -> assertTrue(compose.get("networks").has(network), network));
            assertDependencies(each.getKey(), service);
        });
    }

    private void assertDependencies(String name, JsonNode service) {
        service.path("depends_on").properties().forEach(dependency -> {
            JsonNode other = service(dependency.getKey());
            assertTrue(other != null, name + " depends on " + dependency.getKey());
            String condition = dependency.getValue().get("condition").textValue();
            if (condition.equals("service_healthy")) {
                assertTrue(other.path("healthcheck").has("test"), dependency.getKey() + " has no health check");
            } else if (condition.equals("service_completed_successfully")) {
                assertEquals("no", other.get("restart").asText(), dependency.getKey() + " never completes");
            } else {
                assertEquals("service_started", condition);
            }
        });
        String mode = service.path("network_mode").asText("");
        if (!mode.isEmpty()) {
            assertTrue(services.has(mode.replace("service:", "")), mode);
            assertTrue(
                    service.path("depends_on").has(mode.replace("service:", "")), name + " needs " + mode + " first");
        }
    }

    /** The libraries that RocksDB and the compressors bring are unpacked there. */
    @Test
    void tmpMayExecuteWhereTocsinRuns() {
        String tmp = texts(service("tocsin").get("tmpfs")).get(0);

        assertTrue(tmp.startsWith("/tmp:exec,"), tmp);
    }

    @Test
    void theConfigurationIsAcceptedAndMeetsItsNeighbours() throws Exception {
        TocsinConfig config = ConfigReader.read(DockerFiles.DOCKER.resolve("tocsin.yml"));

        Map<String, String> kafka = ((BrokerConfig.Cluster) config.broker()).clientProperties();
        assertEquals("kafka:9092", kafka.get("bootstrap.servers"));
        JsonNode broker = service("kafka").get("environment");
        assertEquals(
                "PLAINTEXT://kafka:9092",
                broker.get("KAFKA_ADVERTISED_LISTENERS").asText());

        MailConfig.Smtp smtp = (MailConfig.Smtp) config.mail().orElseThrow().transport();
        assertEquals(
                smtp.host() + ":" + smtp.port(),
                service("mail").get("environment").get("MP_SMTP_BIND_ADDR").asText());

        OpsConfig ops = config.ops().orElseThrow();
        JsonNode scraped =
                DockerFiles.yaml("prometheus.yml").get("scrape_configs").get(0);
        assertEquals(
                List.of(ops.address() + ":" + ops.port()),
                texts(scraped.get("static_configs").get(0).get("targets")));
        for (String neighbour : List.of("tocsin", "mail", "prometheus")) {
            assertEquals("service:pod", service(neighbour).get("network_mode").asText(), "all on one loopback");
        }
    }

    @Test
    void theBoardFindsPrometheus() throws IOException {
        JsonNode source = DockerFiles.yaml("grafana/provisioning/datasources/prometheus.yml")
                .get("datasources")
                .get(0);

        assertEquals("http://pod:9090", source.get("url").textValue());
        assertTrue(texts(service("pod").get("ports")).contains("127.0.0.1:9090:9090"));
        JsonNode provider = DockerFiles.yaml("grafana/provisioning/dashboards/tocsin.yml")
                .get("providers")
                .get(0);
        String folder = provider.get("options").get("path").textValue();
        assertTrue(texts(service("grafana").get("volumes")).contains("./grafana/dashboards:" + folder + ":ro"));
        assertEquals("prometheus", source.get("uid").textValue());
    }
}
