package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.rules.yaml.InvalidDocumentException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields that can have a few values only: what none of them meets would never match, so it is refused. */
class FieldChoicesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "keyStatus: revokd! revokd; did you mean `revoked`?; known values are active, retiring, expired, revoked",
                "permission|contains: x! x; known values are read, write, admin",
                "tlsVersion: 1.2! 1.2; known values are SSLv2, SSLv3, TLSv1, TLSv1.1, TLSv1.2, TLSv1.3",
                "tlsVersion: ''! ''; known values are SSLv2, SSLv3, TLSv1, TLSv1.1, TLSv1.2, TLSv1.3",
                "keyStatus|cased: Active! Active; did you mean `active`?; known values are active, retiring, expired, revoked",
                "keyStatus|neq: gone! gone; known values are active, retiring, expired, revoked",
            })
    void aValueThatCannotOccurIsRefused(String item, String problem) {
        InvalidDocumentException refused = assertThrows(InvalidDocumentException.class, () -> compile(item));
        String field = item.substring(0, item.indexOf(':')).replaceAll("\\|.*", "");
        assertEquals("a.yml:8: `" + field + "` can never match " + problem, refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "keyStatus: [expired, REVOKED]",
                "keyStatus: re*",
                "permission|neq: read",
                "tlsVersion|startswith: SSL",
                "tlsVersion: TLSv1",
                "tlsVersion: null",
            })
    void aValueThatCanOccurIsTaken(String item) {
        assertDoesNotThrow(() -> compile(item));
    }

    private static void compile(String item) throws InvalidDocumentException {
        Rules.compile(Rules.detection("api-response", "sel:\n  " + item + "\ncondition: sel"), Rules.CORRELATION);
    }
}
