package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a log source that there are no events of, the first part that is wrong is blamed. */
class LogSourceReaderTest {
    private static final LogSources CONFIGURED = LogSources.ownAnd(List.of(new EventStream(
            "windows", List.of(new LogSource("windows", "process_creation", "sysmon")), null, List.of())));

    private static final String KNOWN = "; Tocsin's own categories are login, api-response, webhook; configured are"
            + " product: windows, category: process_creation, service: sysmon";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            product: linux, category: process_creation | `logsource.product` is linux, and no events of it are configured
            product: windows, category: proces_creation | `logsource.category` is proces_creation, and no events of it are configured for product: windows
            product: windows, service: security | `logsource.service` is security, and no events of it are configured for product: windows
            category: process_creation, service: edr | `logsource.service` is edr, and no events of it are configured for category: process_creation
            service: edr | `logsource.service` is edr, and no events of it are configured
            category: proces_creation | `logsource.category` is proces_creation
            """)
    void theFirstWrongPartIsBlamed(String logsource, String expected) {
        String rule = Rules.detection("login", "sel: {a: 1}\ncondition: sel")
                .replace("    category: login", "    " + logsource.replace(", ", "\n    "));
        InvalidDocumentException refused = assertThrows(
                InvalidDocumentException.class,
                () -> RuleCompiler.compile(List.of(new RuleFile("a.yml", rule)), CONFIGURED));
        assertEquals(expected + KNOWN, refused.problems().get(0).message());
    }
}
