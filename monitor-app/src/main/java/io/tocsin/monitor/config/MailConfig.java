package io.tocsin.monitor.config;

import io.tocsin.rules.event.IpAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where mail goes.
 *
 * @param from the sender's address; its domain is that of the Message-IDs, too
 * @param transport what takes the mail
 */
public record MailConfig(String from, Transport transport) {

    /** The sender of a platform that names none; {@code .invalid} never resolves (RFC 2606). */
    public static final String DEFAULT_FROM = "tocsin@tocsin.invalid";

    /** What takes the mail. */
    public sealed interface Transport {}

    /**
     * A folder with one {@code .eml} file for each mail, laid out as a maildir.
     *
     * @param folder the folder; made when it is missing
     */
    public record Maildir(Path folder) implements Transport {}

    /**
     * A mail server.
     *
     * @param host its name or address
     * @param port its port
     * @param tls how the connection is protected
     * @param username who signs in; empty: nobody does
     * @param password where the password is found; never the password itself
     */
    public record Smtp(String host, int port, Tls tls, Optional<String> username, Optional<SecretPlace> password)
            implements Transport {

        static final int DEFAULT_PORT = 587;

        public Smtp {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("mail.smtp.port is " + port + "; 1 to 65535 are allowed");
            }
            if (tls == Tls.NONE && !IpAddress.isThisMachine(host)) {
                throw new IllegalArgumentException("mail.smtp.tls is none and the host " + host
                        + " is not this machine; starttls or tls is needed");
            }
            if (username.isPresent() != password.isPresent()) {
                throw new IllegalArgumentException("mail.smtp needs both a username and a password, or neither");
            }
        }
    }

    /** How the connection to a mail server is protected. */
    public enum Tls {
        /** A bare connection that must turn to TLS before anything is said. */
        STARTTLS,
        /** TLS from the first byte. */
        TLS,
        /** Not at all: only for a server on this machine. */
        NONE;

        /** The name in configuration files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The maildir of a platform that runs without a configuration file. */
    public static MailConfig maildirUnder(Path dataFolder) {
        return new MailConfig(DEFAULT_FROM, new Maildir(dataFolder.resolve("mail")));
    }
}
