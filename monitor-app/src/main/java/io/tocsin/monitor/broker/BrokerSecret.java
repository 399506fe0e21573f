package io.tocsin.monitor.broker;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The password of one start of the embedded broker, without which no local user can read or write.
 *
 * @param password text that needs no escaping in a JAAS configuration
 */
record BrokerSecret(String password) {
    /** The one user there is: the broker itself and its clients. */
    static final String USER = "tocsin";

    private static final int SECRET_BYTES = 32;

    static BrokerSecret random() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new BrokerSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What a client needs to sign in. */
    String clientJaasConfig() {
        return loginModule() + ";";
    }

    /** What the broker needs to sign in to itself, and to accept its clients. */
    String serverJaasConfig() {
        return loginModule() + " user_" + USER + "=\"" + password + "\";";
    }

    private String loginModule() {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + USER + "\" password=\""
                + password + "\"";
    }

    /** Keeps the password out of logs. */
    @Override
    public String toString() {
        return "BrokerSecret[hidden]";
    }
}
