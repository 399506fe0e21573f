package io.tocsin.rules.event;

/**
 * Where an imported event stood.
 *
 * @param file the file's name without its folders
 * @param line the line in the file, counted from 1
 */
public record Origin(String file, long line) {
    public Origin {
        if (line < 1) {
            throw new IllegalArgumentException("line is " + line + "; lines are counted from 1");
        }
    }
}
