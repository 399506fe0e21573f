package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.sigma.AttackTag;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AttackTagsTest {

    @Test
    void everyTacticThatRulesMayNameIsWritten() throws IOException {
        for (String tactic : AttackTag.TACTICS) {
            String written = write("attack." + tactic);
            String name = Pattern.compile("-(.)").matcher(tactic).replaceAll(" $1");
            assertEquals(1, written.split("\"TA0[0-9]{3}\"", -1).length - 1, written);
            assertEquals(
                    name,
                    written.replaceAll(".*\"name\":\"([^\"]*)\".*", "$1").toLowerCase(java.util.Locale.ROOT),
                    written);
        }
    }

    @Test
    void whatDefenseEvasionWasPartedIntoIsToldApart() throws IOException {
        assertEquals(
                "{\"attacks\":[{\"tactic\":{\"uid\":\"TA0005\",\"name\":\"Stealth\"}},"
                        + "{\"tactic\":{\"uid\":\"TA0112\",\"name\":\"Defense Impairment\"}},"
                        + "{\"tactic\":{\"uid\":\"TA0005\",\"name\":\"Defense Evasion\"}}]}",
                write("attack.stealth", "attack.defense-impairment", "attack.defense_evasion"));
    }

    @Test
    void techniquesAreWrittenAndOtherTagsAreNot() throws IOException {
        assertEquals(
                "{\"attacks\":[{\"technique\":{\"uid\":\"T1685\"},\"sub_technique\":{\"uid\":\"T1685.001\"}},"
                        + "{\"technique\":{\"uid\":\"T1110\"}}]}",
                write("attack.T1685.001", "attack.g0001", "cve.2026-1", "attack.t1110"));
        assertEquals("{}", write("attack.s0001", "t1110"));
    }

    private static String write(String... tags) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            AttackTags.write(json, List.of(tags));
            json.writeEndObject();
        }
        return text.toString();
    }
}
