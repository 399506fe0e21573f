package io.tocsin.monitor.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a mail server is told to know who sends. The password comes from a file or an environment variable, never from
 * the configuration file or the command line, and is never shown.
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

    /**
     * With the password of a file; one line break at its end isn't part of it.
     *
     * @throws IOException if the file can't be read
     */
    public static SmtpCredentials fromFile(String username, Path passwordFile) throws IOException {
        return new SmtpCredentials(username, Files.readString(passwordFile).replaceFirst("\\r?\\n$", ""));
    }

    /**
     * With the password of an environment variable.
     *
     * @param environment {@link System#getenv()}
     * @throws IllegalArgumentException if it isn't set
     */
    public static SmtpCredentials fromEnvironment(String username, String variable, Map<String, String> environment) {
        String password = environment.get(variable);
        if (password == null || password.isEmpty()) {
            throw new IllegalArgumentException("the environment variable " + variable
                    + ", which should hold the mail server's password, isn't set or is empty");
        }
        return new SmtpCredentials(username, password);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SmtpCredentials[username=" + username + "]";
    }
}
