package io.tocsin.monitor.ruletest;

import java.io.IOException;

/** Reads the files of events that stand beside a test. */
@FunctionalInterface
public interface FilesBeside {

    /** For tests that have none. */
    FilesBeside NONE = (test, name) -> {
        throw new IOException("a test that comes with Tocsin has no files beside it");
    };

    /**
     * The text of a file.
     *
     * @param test the file of the test, as it was named when it was read
     * @param name the file's name, relative to the folder of the test
     */
    String read(String test, String name) throws IOException;
}
