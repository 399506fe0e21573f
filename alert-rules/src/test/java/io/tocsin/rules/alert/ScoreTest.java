package io.tocsin.rules.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.rules.alert.Score.Takeover;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreTest {

    /** Base, events of six that are needed, asset, and what comes of it. */
    @ParameterizedTest
    @CsvSource({
        "40, 6, 0, FAMILIAR, 60",
        "40, 11, 0, FAMILIAR, 60",
        "40, 12, 0, FAMILIAR, 80",
        "40, 6, 15, FAMILIAR, 65",
        "20, 6, 0, FAMILIAR, 55",
        "60, 6, 0, FAMILIAR, 70",
        "40, 6, 0, UNFAMILIAR, 75",
        "40, 6, 0, NONE, 40",
    })
    void aSuccessFromAFamiliarSourceIsAtLeastHigh(int base, long count, int asset, Takeover takeover, int total) {
        assertEquals(total, Score.of(base, count, 6, 0, asset, takeover).total());
    }
}
