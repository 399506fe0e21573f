package io.tocsin.monitor.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that a person wrote: a configuration, a rule, a roster. */
public final class TextFile {
    private TextFile() {}

    /** A file that is no text at all; the message says which and why. */
    public static final class NoTextException extends IOException {
        private static final long serialVersionUID = 1L;

        private NoTextException(String reason) {
            super(reason);
        }
    }

    /** The end of a sentence that says why a file can't be read. */
    public static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return failure instanceof AccessDeniedException
                ? "this user may not read it"
                : String.valueOf(failure.getMessage());
    }

    /**
     * The text of a file.
     *
     * @throws NoTextException if it is a folder, or isn't UTF-8
     * @throws IOException if it isn't there or can't be read
     */
    public static String read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new NoTextException(file + " is a folder; a file is expected");
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new NoTextException(file + " isn't UTF-8; save it as UTF-8");
        }
    }
}
