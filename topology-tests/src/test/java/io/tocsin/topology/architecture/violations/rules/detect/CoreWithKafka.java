package io.tocsin.topology.architecture.violations.rules.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;

final class CoreWithKafka {

    private CoreWithKafka() {}

    static Bytes fromFile(Path path) throws IOException {
        System.out.println(path);
        return Bytes.wrap(Files.readAllBytes(path));
    }

    /** A method reference is an access, too. */
    static Supplier<Instant> clock() {
        return Instant::now;
    }

    static int chance() {
        return new Random().nextInt();
    }

    static int seeded(long seed) {
        return new Random(seed).nextInt();
    }
}
