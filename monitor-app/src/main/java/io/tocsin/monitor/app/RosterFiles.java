package io.tocsin.monitor.app;

import io.tocsin.monitor.config.TextFile;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.roster.RosterLoader;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the roster that a configuration names. */
public final class RosterFiles {
    private RosterFiles() {}

    /**
     * The roster of a file, or the built-in one.
     *
     * @throws InvalidDocumentException with every problem of the file
     * @throws IOException if it can't be read
     */
    public static Roster load(Optional<Path> file) throws InvalidDocumentException, IOException {
        return file.isPresent()
                ? RosterLoader.load(file.get().toString(), TextFile.read(file.get()))
                : RosterLoader.defaultRoster();
    }
}
