package io.tocsin.monitor.mail;

import java.util.Optional;

/** Where mails go. Used by several threads at once. */
public interface MailTransport extends AutoCloseable {

    /** Tries once to deliver a mail to its one recipient, in bounded time. */
    Delivery deliver(MailMessage message);

    /** What keeps mails from being delivered, as one sentence for the operator; empty if nothing is known to. */
    Optional<String> problem();

    /** Breaks off what is under way. */
    @Override
    void close();
}
