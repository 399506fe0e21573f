package io.tocsin.monitor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosersTest {
    @Test
    void whatWasOpenedIsClosedInReverseOnceWhateverFails() {
        List<String> closed = new ArrayList<>();
        Closers closers = new Closers();
        closers.add("first", () -> closed.add("first"));
        closers.add("second", () -> {
            closed.add("second");
            throw new IOException("a failure on purpose");
        });
        closers.add("third", () -> closed.add("third"));

        closers.close();
        closers.close();

        assertEquals(List.of("third", "second", "first"), closed);
    }
}
