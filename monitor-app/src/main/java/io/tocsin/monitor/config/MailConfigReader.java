package io.tocsin.monitor.config;

import io.tocsin.rules.event.IpAddress;
import io.tocsin.rules.yaml.MapReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the map {@code mail:}. */
final class MailConfigReader {
    /** What can stand in a From header without quoting, and has a domain for Message-IDs: dots stand between words. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?=[^@]{1,64}@.{1,190}$)[A-Za-z0-9_+-]+(\\.[A-Za-z0-9_+-]+)*"
                    + "@[A-Za-z0-9]+(-+[A-Za-z0-9]+)*(\\.[A-Za-z0-9]+(-+[A-Za-z0-9]+)*)*");

    private MailConfigReader() {}

    /** The settings; nothing if they are wrong, which the reader has noted then. */
    static Optional<MailConfig> read(MapReader reader, Path folder) {
        String from = reader.string("from").orElse(MailConfig.DEFAULT_FROM);
        if (!ADDRESS.matcher(from).matches()) {
            reader.problem("from", "is '" + from + "'; one plain address is expected, such as tocsin@example.com");
        }
        Optional<MailConfig.Transport> maildir = reader.string("maildir")
                .map(text -> new MailConfig.Maildir(folder.resolve(text).normalize()));
        Optional<MailConfig.Transport> smtp = reader.map("smtp").flatMap(inner -> smtp(inner, folder));
        if (reader.has("maildir") == reader.has("smtp")) {
            reader.problem("`mail` needs one of `maildir` and `smtp`, not both");
        }
        return maildir.or(() -> smtp).map(transport -> new MailConfig(from, transport));
    }

    private static Optional<MailConfig.Transport> smtp(MapReader reader, Path folder) {
        reader.require("host");
        Optional<String> host = reader.string("host");
        int port = reader.integer("port", 1, 65_535).map(Long::intValue).orElse(MailConfig.Smtp.DEFAULT_PORT);
        MailConfig.Tls tls = reader.oneOf("tls", List.of(MailConfig.Tls.values()), MailConfig.Tls::label)
                .orElse(MailConfig.Tls.STARTTLS);
        Optional<String> username = reader.string("username");
        Optional<SecretPlace> password = SecretReader.read(reader, "password", folder);
        boolean isBareAbroad = tls == MailConfig.Tls.NONE
                && host.filter(name -> !IpAddress.isThisMachine(name)).isPresent();
        if (isBareAbroad) {
            reader.problem("tls", "is none, and " + host.get() + " is not this machine; starttls or tls is needed");
        }
        if (username.isPresent() != password.isPresent()) {
            reader.problem("`mail.smtp` needs `username` with `password_env` or `password_file`, or neither");
            return Optional.empty();
        }
        return isBareAbroad
                ? Optional.empty()
                : host.map(name -> new MailConfig.Smtp(name, port, tls, username, password));
    }
}
