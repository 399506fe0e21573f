package io.tocsin.monitor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.JsonStream;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldMapping.Target;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesReaderTest {
    @TempDir
    private Path folder;

    @Test
    void readsFurtherStreamsAndFurtherNamesOfTocsinsOwn() throws InvalidDocumentException, IOException {
        Files.writeString(folder.resolve("ecs.yml"), "fields: {CommandLine: process.command_line}");
        Files.writeString(folder.resolve("crm.yml"), "taxonomy: crm\nfields: {customer: userId}");
        TocsinConfig config = read("""
                sources:
                  - name: windows
                    logsource: {product: windows, category: process_creation}
                    key: Computer
                    time: {field: UtcTime, pattern: 'yyyy-MM-dd HH:mm:ss.SSS'}
                    id: EventRecordID
                    mapping: ecs.yml
                  - name: dns
                    logsource: [{category: network, service: dns}, {category: dns}]
                  - name: login
                    logsource: {category: authentication}
                    mapping: [crm.yml]
                assets: {Computer: {dc-1: 15}}
                """);
        JsonStream windows = config.sources().configured().get(0);
        EventStream dns = config.sources().configured().get(1).stream();
        EventStream login = config.sources().own().get(0);
        assertEquals(
                List.of(new LogSource("windows", "process_creation", null)),
                windows.stream().logSources());
        assertEquals("Computer", windows.stream().keyField());
        assertEquals(
                Optional.of(new Target("process.command_line")),
                windows.stream().target("CommandLine"));
        assertEquals("UtcTime", assertNotNullTime(windows));
        assertEquals("EventRecordID", windows.idField());
        assertEquals(2, dns.logSources().size());
        assertTrue(login.isOf(new LogSource(null, "authentication", null)));
        assertEquals(Optional.of(new Target("userId")), login.in("crm").target("customer"));
        assertEquals(Optional.of(new Target("userId")), login.in("ecs").target("user.name"));
        assertEquals(
                List.of(
                        "p.events.login",
                        "p.events.api-response",
                        "p.events.webhook",
                        "p.events.windows",
                        "p.events.dns"),
                config.topicNames().events());
    }

    private static String assertNotNullTime(JsonStream stream) {
        assertNotNull(stream.time());
        return stream.time() == null ? "" : stream.time().field();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{logsource: {category: x}} ~ `sources[0].name` is missing",
                "{name: A, logsource: {category: x}} ~ `sources[0].name` is 'A'; 1 to 40 of a-z 0-9 - are allowed",
                "{name: rejected, logsource: {category: x}} ~ `sources[0].name` is 'rejected'",
                "{name: a} ~ `sources[0].logsource` is missing",
                "{name: a, logsource: {}} ~ the log source names neither product nor category nor service",
                "{name: a, logsource: {product: tocsin}} ~ `sources[0].logsource.product` is tocsin",
                "{name: a, logsource: {category: x}, kye: b} ~ unknown key `sources[0].kye`; did you mean `key`?",
                "{name: a, logsource: {category: x}, mapping: none.yml} ~ none.yml can't be read: there is no such file",
                "{name: a, logsource: {category: x}, time: {field: t}} ~ `sources[0].time.pattern` is missing",
                "{name: a, logsource: {category: x}, time: {field: t, pattern: HH}} ~ doesn't tell a date",
                "{name: a, logsource: {category: x}, time: {field: t, pattern: 'yyyy-MM-dd HH', zone: Mars}} ~ zone` is 'Mars'",
                "{name: login, key: userId} ~ unknown key `sources[0].key`",
            })
    void refusesWhatIsWrong(String source, String problem) {
        InvalidDocumentException refused =
                assertThrows(InvalidDocumentException.class, () -> read("sources: [" + source + "]\n"));
        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
    }

    @Test
    void tellsAllProblemsAtOnceAndThoseOfMappingsWithTheirFile() throws IOException {
        Files.writeString(folder.resolve("m.yml"), "\nfields: {a: usrId}");
        InvalidDocumentException refused = assertThrows(InvalidDocumentException.class, () -> read("""
                        sources:
                          - {name: login, mapping: m.yml}
                          - {name: login}
                          - {name: b, logsource: {category: y}, time: {field: t, pattern: HH}}
                        """));
        assertTrue(refused.getMessage().contains("m.yml:2: `a` stands for `usrId`"), refused.getMessage());
        assertTrue(refused.getMessage().contains("tocsin.yml:6: `sources[1].name` is login, as"), refused.getMessage());
        assertTrue(refused.getMessage().contains("tocsin.yml:7: `sources[2].time.pattern`"), refused.getMessage());
    }

    private TocsinConfig read(String sources) throws InvalidDocumentException {
        return ConfigReader.read(
                "tocsin.yml", "embedded: true\ntopic_prefix: p.\nmail: {maildir: m}\n" + sources, folder);
    }
}
