package io.tocsin.monitor.config;

import io.tocsin.rules.yaml.MapReader;
import java.nio.file.Path;
import java.util.Optional;

/** Reads where a secret is found: {@code KEY_env} names a variable, {@code KEY_file} a file. */
final class SecretReader {
    private SecretReader() {}

    /** The place; nothing if none is given, or what is given is wrong, which the reader has noted then. */
    static Optional<SecretPlace> read(MapReader reader, String key, Path folder) {
        String env = key + "_env";
        String file = key + "_file";
        if (reader.has(key)) {
            reader.value(key);
            reader.problem(key, "stands in this file; keep it out: use `" + env + "` or `" + file + "`");
        }
        Optional<SecretPlace> inEnv = reader.string(env).map(SecretPlace.Env::new);
        Optional<SecretPlace> inFile = reader.string(file)
                .map(text -> new SecretPlace.SecretFile(folder.resolve(text).normalize()));
        if (inEnv.isPresent() && inFile.isPresent()) {
            reader.problem(env, "and `" + file + "` are both given; one is enough");
        }
        return inEnv.or(() -> inFile);
    }
}
