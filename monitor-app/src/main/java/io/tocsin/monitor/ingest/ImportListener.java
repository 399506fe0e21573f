package io.tocsin.monitor.ingest;

/** Is told how far an import has come: often, so that it decides itself when to show it. */
public interface ImportListener {

    /** Nobody who wants to know. */
    ImportListener NONE = new ImportListener() {};

    /**
     * Lines are being read and sorted.
     *
     * @param bytes how much of the file has been read
     * @param ofBytes the file's size, or −1 where nobody knows
     * @param events how many events have been found
     * @param unparsableLines how many lines could not be read
     */
    default void reading(long bytes, long ofBytes, long events, long unparsableLines) {}

    /**
     * Events are being sent.
     *
     * @param events how many have been committed
     * @param ofEvents how many there are in all, or −1 where nobody knows
     */
    default void sending(long events, long ofEvents) {}
}
