package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.rules.containment.CommandResult.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CommandResultTest {

    private static List<Outcome> outcomes(Predicate<Outcome> which) {
        return Arrays.stream(Outcome.values()).filter(which).toList();
    }

    @Test
    void onlyWhatIsStillUnderWayIsNotFinalAndOnlyWhatWasSeenIsProof() {
        assertEquals(List.of(Outcome.WAITING, Outcome.ACTING), outcomes(outcome -> !outcome.isFinal()));
        assertEquals(List.of(Outcome.CONFIRMED, Outcome.ALREADY), outcomes(Outcome::isProof));
    }

    @Test
    void aResultSaysOfWhatItIsAndWhoSaysIt() {
        String message = "a command's result needs the command's id, a tenant, a provider and a detail";
        assertEquals(message, refusal("", "t", "p", "d"));
        assertEquals(message, refusal("c", "", "p", "d"));
        assertEquals(message, refusal("c", "t", " ", "d"));
        assertEquals(message, refusal("c", "t", "p", " "));
    }

    @Test
    void whatIsKeptOfAnAccountHasABound() {
        assertEquals(
                "a result's detail has 1025 characters; at most 1024 are allowed",
                refusal("c", "t", "p", "d".repeat(1_025)));
        assertEquals(
                "a result's provider has 257 characters; at most 256 are allowed",
                refusal("c", "t", "p".repeat(257), "d"));
    }

    private static String refusal(String commandId, String tenant, String provider, String detail) {
        return String.valueOf(assertThrows(
                        IllegalArgumentException.class,
                        () -> new CommandResult(commandId, tenant, "a", Outcome.FAILED, provider, detail, 1))
                .getMessage());
    }
}
