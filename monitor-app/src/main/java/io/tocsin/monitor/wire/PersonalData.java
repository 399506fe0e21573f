package io.tocsin.monitor.wire;

/**
 * The seam through which the personal data of events passes on its way into and out of their records: {@link EventCodec}
 * calls it for every field that {@link EventField} marks, and for the key.
 *
 * <p>Encryption per subject and pseudonymous keys come in here; until then {@link #PLAIN} passes everything through.
 * Alerts, account requests, commands and states, notifications, their keys and what detect stores don't pass here yet:
 * they hold what rules and people work with, in clear text.
 */
public interface PersonalData {

    /** What kind of personal data a value is. */
    enum Kind {
        USER_ID,
        ADDRESS,
        USER_AGENT
    }

    /** Passes every value through unchanged. */
    PersonalData PLAIN = new PersonalData() {
        @Override
        public String protect(Kind kind, String clear) {
            return clear;
        }

        @Override
        public String reveal(Kind kind, String stored) {
            return stored;
        }
    };

    /** What is stored in place of a value; the same value always gives the same text. */
    String protect(Kind kind, String clear);

    /** The value again. */
    String reveal(Kind kind, String stored);
}
