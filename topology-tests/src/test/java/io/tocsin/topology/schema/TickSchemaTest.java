package io.tocsin.topology.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.topology.fixture.Schemas;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickSchemaTest {
    private final Schemas schema = Schemas.of("tick");

    @Test
    void everyTickThatIsWrittenIsValid() {
        assertEquals(List.of(), schema.problems(TickCodec.tick()));
        assertEquals(List.of(), schema.problems(TickCodec.open("import:1", 0)));
        assertEquals(List.of(), schema.problems(TickCodec.close("import:1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'version':2,'type':'tick'}",
                "{'version':1,'type':'tock'}",
                "{'version':1,'type':'tick','source':'s'}",
                "{'version':1,'type':'tick','source':'s','close':false}",
                "{'version':1,'type':'tick','source':'s','open':0,'close':true}",
                "{'version':1,'type':'tick','source':'s','open':-1}",
                "{'version':1,'type':'tick','source':'','open':1}",
                "{'version':1,'type':'tick','source':7,'open':1}",
                "{'version':1,'type':'tick','open':1}",
                "{'version':1,'type':'tick','close':true}",
                "{'version':1,'type':'tick','extra':true}",
            })
    void whatIsNoTickIsRefusedByBoth(String text) {
        String json = text.replace('\'', '"');
        assertFalse(schema.problems(json).isEmpty());
        assertThrows(MalformedRecordException.class, () -> TickCodec.decode(json.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'tick','version':1,'close':false}",
                "{'version':1,'type':'tick','source':'s','open':0,'close':false}",
            })
    void whatIsATickIsAcceptedByBoth(String text) throws MalformedRecordException {
        String json = text.replace('\'', '"');
        assertEquals(List.of(), schema.problems(json));
        TickCodec.decode(json.getBytes(UTF_8));
    }
}
