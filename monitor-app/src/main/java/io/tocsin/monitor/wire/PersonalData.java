package io.tocsin.monitor.wire;

/**
 * The one seam through which personal data passes on its way into and out of records.
 *
 * <p>Encryption per subject and pseudonymous keys come in here; until then {@link #PLAIN} passes everything through.
 */
public interface PersonalData {

    /** What kind of personal data a value is. */
    enum Kind {
        USER_ID,
        EMAIL,
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
