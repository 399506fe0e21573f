package io.tocsin.monitor.mail;

/**
 * What a mail server is told to know who sends. The password is never shown.
 *
 * @param username the login
 * @param password the secret
 */
public record SmtpCredentials(String username, String password) {

    public SmtpCredentials {
        if (username.isEmpty() || password.isEmpty()) {
            throw new IllegalArgumentException("a mail server's user name and password must not be empty");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SmtpCredentials[username=" + username + "]";
    }
}
