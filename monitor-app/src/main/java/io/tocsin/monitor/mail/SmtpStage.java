package io.tocsin.monitor.mail;

/** How far a conversation with an SMTP server has come, in order. */
enum SmtpStage {
    CONNECT("connecting"),
    GREETING("waiting for the greeting"),
    EHLO("EHLO"),
    STARTTLS("STARTTLS"),
    LOGIN("logging in"),
    MAIL("MAIL"),
    RCPT("RCPT"),
    DATA("DATA"),
    FINAL_DOT("handing over the mail"),
    ACCEPTED("the mail was accepted");

    private final String label;

    SmtpStage(String label) {
        this.label = label;
    }

    /** For people: what was under way. */
    String label() {
        return label;
    }

    /** Whether the server knows the recipient by now: what fails from here on says nothing about other mails. */
    boolean knowsRecipient() {
        return compareTo(RCPT) >= 0;
    }
}
