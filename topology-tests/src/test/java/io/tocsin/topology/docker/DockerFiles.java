package io.tocsin.topology.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads the files of {@code docker/}. */
final class DockerFiles {
    static final Path ROOT = Path.of("..");
    static final Path DOCKER = ROOT.resolve("docker");

    private static final JsonMapper JSON = new JsonMapper();
    private static final String MERGE = "<<";

    private DockerFiles() {}

    /** An instruction of the image's file: {@code COPY}, and what follows it. */
    record Instruction(String name, String rest) {}

    /** The instructions of {@code docker/Dockerfile}, continued lines joined, comments left out. */
    static List<Instruction> dockerfile() throws IOException {
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : Files.readAllLines(DOCKER.resolve("Dockerfile"))) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            boolean goesOn = line.endsWith("\\");
            open.append(goesOn ? line.substring(0, line.length() - 1) : line);
            if (!goesOn) {
                String[] words = open.toString().strip().split("\\s+", 2);
                instructions.add(new Instruction(words[0], words[1]));
                open.setLength(0);
            }
        }
        return instructions;
    }

    /** A YAML file as JSON, with its merge keys resolved as Compose does. */
    static JsonNode yaml(String name) throws IOException {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(DOCKER.resolve(name)));
        return JSON.valueToTree(merged(loaded));
    }

    /** A JSON text. */
    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    private static Object merged(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(DockerFiles::merged).toList();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value == null ? "" : value;
        }
        Map<Object, Object> result = new LinkedHashMap<>();
        Object merge = map.get(MERGE);
        List<?> parts = merge instanceof List<?> list ? list : merge == null ? List.of() : List.of(merge);
        for (Object part : parts) {
            ((Map<?, ?>) merged(part)).forEach(result::putIfAbsent);
        }
        map.forEach((key, each) -> {
            if (!MERGE.equals(key)) {
                result.put(key, merged(each));
            }
        });
        return result;
    }
}
