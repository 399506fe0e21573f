package io.tocsin.monitor.mail;

/** How one attempt to deliver a mail ended. */
public sealed interface Delivery {

    /** The server's answer or what went wrong, one line for people; may name the recipient. */
    String detail();

    /**
     * The server took it, or the file is on the disk.
     *
     * @param detail the server's answer or the file's name
     */
    record Delivered(String detail) implements Delivery {}

    /**
     * This recipient or this mail is refused for good.
     *
     * @param detail the server's answer
     */
    record Refused(String detail) implements Delivery {}

    /**
     * It may work later.
     *
     * @param scope what doesn't work
     * @param detail what went wrong
     */
    record Deferred(Scope scope, String detail) implements Delivery {}

    /** What an attempt that may be repeated says about other mails. */
    enum Scope {
        /** No mail would have come further: no connection, no TLS, no login, the sender isn't taken. */
        SERVER,
        /** The connection broke or hung once the server knew the recipient; nothing is known about others. */
        CONNECTION,
        /** The server answered and doesn't want this mail for this recipient now. */
        RECIPIENT
    }
}
