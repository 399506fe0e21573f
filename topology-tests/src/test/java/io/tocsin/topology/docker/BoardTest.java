package io.tocsin.topology.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The board and the alerts ask only for metrics that {@code docs/operations.md} describes; that those exist is shown by
 * {@code OperationsRunTest}.
 */
class BoardTest {
    private static final Pattern METRIC = Pattern.compile("\\b(?:tocsin|jvm|process|logback)_[a-z0-9_]+");
    private static final Pattern ALERT = Pattern.compile("(?m)^\\| `(Tocsin\\w+)` \\|");

    private static String operations() throws IOException {
        return Files.readString(DockerFiles.ROOT.resolve("docs/operations.md"));
    }

    private static JsonNode board() throws IOException {
        return DockerFiles.json(Files.readString(DockerFiles.DOCKER.resolve("grafana/dashboards/tocsin.json")));
    }

    private static List<JsonNode> alerts() throws IOException {
        List<JsonNode> alerts = new ArrayList<>();
        DockerFiles.yaml("alerts.yml")
                .get("groups")
                .forEach(group -> group.get("rules").forEach(alerts::add));
        return alerts;
    }

    private static void assertAsked(String expression) throws IOException {
        Matcher metrics = METRIC.matcher(expression);
        boolean found = false;
        while (metrics.find()) {
            found = true;
            assertTrue(operations().contains("`" + metrics.group() + "`"), metrics.group() + " isn't described");
        }
        assertTrue(found || expression.startsWith("up{"), expression);
        assertEquals(
                expression.chars().filter(each -> each == '(').count(),
                expression.chars().filter(each -> each == ')').count(),
                expression);
    }

    @Test
    void everyPanelAsksForMetricsThatAreThere() throws IOException {
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : board().get("panels")) {
            assertTrue(ids.add(panel.get("id").intValue()), "twice: " + panel.get("title"));
            assertEquals("prometheus", panel.get("datasource").get("uid").textValue());
            assertTrue(panel.get("targets").size() > 0, panel.get("title").textValue());
            for (JsonNode target : panel.get("targets")) {
                assertAsked(target.get("expr").textValue());
            }
        }
        assertTrue(ids.size() > 10);
    }

    @Test
    void panelsDoNotOverlap() throws IOException {
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : board().get("panels")) {
            JsonNode place = panel.get("gridPos");
            for (int x = 0; x < place.get("w").intValue(); x++) {
                for (int y = 0; y < place.get("h").intValue(); y++) {
                    int column = place.get("x").intValue() + x;
                    assertTrue(column < 24, panel.get("title").textValue());
                    assertTrue(
                            taken.add(column + "/" + (place.get("y").intValue() + y)),
                            panel.get("title").textValue());
                }
            }
        }
    }

    @Test
    void everyAlertIsDescribedAndAsksForMetricsThatAreThere() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : alerts()) {
            names.add(alert.get("alert").textValue());
            assertAsked(alert.get("expr").textValue());
            assertTrue(alert.get("labels").has("severity"), alert.get("alert").textValue());
            assertTrue(
                    alert.get("annotations").has("summary"), alert.get("alert").textValue());
        }
        Set<String> described = new TreeSet<>();
        Matcher rows = ALERT.matcher(operations());
        while (rows.find()) {
            described.add(rows.group(1));
        }
        assertEquals(described, names);
    }
}
