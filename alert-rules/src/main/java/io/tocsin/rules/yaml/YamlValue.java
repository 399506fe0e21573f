package io.tocsin.rules.yaml;

/** A value of a YAML document that knows where it stands. */
public sealed interface YamlValue permits YamlMap, YamlList, YamlScalar {

    /** The file's name, as given to {@link YamlDocuments}. */
    String file();

    /** The line it begins at, counted from 1; for what an alias repeats, the line of the original. */
    int line();

    /** What it is, for messages: {@code a map}, {@code a list}, {@code a text}, {@code a number}, … */
    String kindName();
}
