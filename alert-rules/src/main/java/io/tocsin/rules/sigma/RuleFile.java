package io.tocsin.rules.sigma;

/**
 * A file of Sigma documents, already read: this module reads no files.
 *
 * @param name the name that messages show, such as its path below the rule folder
 * @param text its content
 */
public record RuleFile(String name, String text) {}
