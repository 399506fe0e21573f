package io.tocsin.monitor.cli;

import java.io.InputStream;

/**
 * Standard input.
 *
 * @param stream its bytes
 * @param isTerminal whether a person types them, who can be asked
 */
public record Input(InputStream stream, boolean isTerminal) {

    /** The process's own. */
    public static Input system() {
        return new Input(new StandardInput(), Terminal.isTerminal(0));
    }
}
