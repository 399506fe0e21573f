package io.tocsin.topology.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.topology.docker.DockerFiles.Instruction;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DockerfileTest {
    /** A version of three numbers at least, and what it is built on. */
    private static final Pattern PINNED = Pattern.compile("[a-z][a-z0-9./-]*:\\d+\\.\\d+\\.\\d+[\\w.-]*");

    private static final Pattern NOT_ROOT = Pattern.compile("[1-9]\\d{3,}:[1-9]\\d{3,}");
    private static final List<String> KNOWN = List.of(
            "FROM",
            "WORKDIR",
            "COPY",
            "RUN",
            "LABEL",
            "USER",
            "VOLUME",
            "STOPSIGNAL",
            "HEALTHCHECK",
            "ENTRYPOINT",
            "CMD");

    private List<Instruction> instructions;

    @BeforeEach
    void read() throws IOException {
        instructions = DockerFiles.dockerfile();
    }

    private List<String> all(String name) {
        return instructions.stream()
                .filter(each -> each.name().equals(name))
                .map(Instruction::rest)
                .toList();
    }

    private String only(String name) {
        List<String> found = all(name);
        assertEquals(1, found.size(), name);
        return found.get(0);
    }

    private static List<String> words(String json) throws IOException {
        JsonNode array = DockerFiles.json(json);
        assertTrue(array.isArray() && array.size() > 0, "the form with a shell passes no signals on: " + json);
        return java.util.stream.StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    @Test
    void onlyInstructionsThatNeedNoSecondThoughtAreUsed() {
        instructions.forEach(each -> assertTrue(KNOWN.contains(each.name()), each + ": ADD, ENV, ARG and the like"));
    }

    @Test
    void imagesArePinnedAndOfOneVersionOfJava() {
        List<String> images = all("FROM").stream()
                .map(each -> each.replaceAll(" AS \\w+$", ""))
                .toList();

        images.forEach(image -> assertTrue(PINNED.matcher(image).matches(), image));
        assertEquals(2, images.size(), "one to build, one to run");
        assertEquals(images.get(0).replace("-jdk", "-jre"), images.get(1));
    }

    @Test
    void whatRunsIsNotRootAndItsUserIsANumber() {
        assertTrue(NOT_ROOT.matcher(only("USER")).matches(), only("USER"));
        int user = instructions.indexOf(new Instruction("USER", only("USER")));
        assertFalse(
                instructions.subList(user, instructions.size()).stream()
                        .anyMatch(
                                each -> each.name().equals("RUN") || each.name().equals("COPY")),
                "nothing is put into the image as the user that runs it");
    }

    @Test
    void theProgramIsNotWritableForTheUserThatRunsIt() {
        for (String copy : all("COPY")) {
            if (copy.contains("--chown")) {
                assertTrue(copy.endsWith("/var/lib/tocsin"), copy);
            }
        }
    }

    @Test
    void signalsReachTheProgram() throws IOException {
        assertEquals("SIGTERM", only("STOPSIGNAL"));
        List<String> entry = words(only("ENTRYPOINT"));
        assertEquals("java", entry.get(0));
        assertEquals(List.of("-jar", "/opt/tocsin/tocsin.jar"), entry.subList(entry.size() - 2, entry.size()));
        assertTrue(entry.contains("-XX:+ExitOnOutOfMemoryError"), "a monitor that ran out of memory ends");
        assertEquals(List.of("run", "--config", "/etc/tocsin/tocsin.yml"), words(only("CMD")));
    }

    @Test
    void theHealthCheckAsksThisProgramAndHasABoundedTime() throws IOException {
        String check = only("HEALTHCHECK");

        for (String bound : List.of("--interval=", "--timeout=", "--start-period=", "--retries=")) {
            assertTrue(check.contains(bound), bound);
        }
        List<String> words = words(check.substring(check.indexOf("CMD ") + 4));
        assertEquals(
                List.of("health", "--config", "/etc/tocsin/tocsin.yml"), words.subList(words.size() - 3, words.size()));
    }

    @Test
    void theDataFolderIsAVolume() throws IOException {
        assertEquals("/var/lib/tocsin", only("VOLUME"));
        assertEquals(
                "/var/lib/tocsin",
                DockerFiles.yaml("tocsin.yml").get("data_folder").textValue());
    }

    @Test
    void theImageSaysWhatItIs() {
        for (String label : List.of("title", "description", "licenses=\"Apache-2.0\"")) {
            assertTrue(only("LABEL").contains("org.opencontainers.image." + label), label);
        }
    }

    /** What isn't let through by .dockerignore can't be copied, and what is missing breaks the build. */
    @Test
    void whatIsCopiedExistsAndIsLetThrough() throws IOException {
        List<String> ignore = Files.readAllLines(DockerFiles.ROOT.resolve(".dockerignore"));
        assertTrue(ignore.contains("*"), "nothing goes in that isn't named");
        assertTrue(ignore.contains("**/target"), "no built file goes in");
        for (String copy : all("COPY")) {
            if (copy.contains("--from")) {
                continue;
            }
            String[] paths = copy.split(" ");
            for (String path : Arrays.copyOf(paths, paths.length - 1)) {
                assertTrue(Files.exists(DockerFiles.ROOT.resolve(path)), path);
                assertTrue(ignore.contains("!" + path), path + " isn't let through");
            }
        }
    }

    /** Maven refuses to start where the folder of a module is missing. */
    @Test
    void everyModuleIsThere() throws IOException {
        String pom = Files.readString(DockerFiles.ROOT.resolve("pom.xml"));
        var modules = Pattern.compile("<module>([^<]+)</module>").matcher(pom);
        while (modules.find()) {
            String module = modules.group(1);
            assertTrue(
                    all("COPY").stream()
                            .anyMatch(copy -> copy.equals(module + " " + module)
                                    || copy.equals(module + "/pom.xml " + module + "/pom.xml")),
                    module + " isn't copied");
        }
    }

    /** As the launcher builds it. */
    @Test
    void theBuildIsThatOfTheLauncher() throws IOException {
        String launcher = Files.readString(DockerFiles.ROOT.resolve("tocsin"));

        assertTrue(launcher.contains("./mvnw -B -pl monitor-app -am -Dmaven.test.skip=true package"));
        assertTrue(all("RUN").contains("./mvnw -B -ntp -pl monitor-app -am -Dmaven.test.skip=true package"));
    }
}
