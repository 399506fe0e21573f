package io.tocsin.monitor.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and the certificates that trust them, made anew by the JDK's own keytool, by the commands of docs/lookup.md. */
final class TestStores {
    static final String PASSWORD = "changeit";

    private final Path folder;

    TestStores(Path folder) {
        this.folder = folder;
    }

    /** A key of its own with a self-signed certificate, {@code NAME.p12}. */
    Path key(String name) throws IOException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        keytool(
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-validity",
                        "2")
                .in(store);
        return store;
    }

    /** What trusts the certificate of a key alone, {@code trusts-NAME.p12}. */
    Path trustIn(String name) throws IOException, InterruptedException {
        Path certificate = folder.resolve(name + ".pem");
        Path store = folder.resolve("trusts-" + name + ".p12");
        keytool("-exportcert", "-alias", name, "-rfc", "-file", certificate.toString())
                .in(folder.resolve(name + ".p12"));
        keytool("-importcert", "-noprompt", "-alias", name, "-file", certificate.toString())
                .in(store);
        return store;
    }

    /** A client's context with a key, or without one. */
    static SSLContext context(List<Path> key, Path trust) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(key.isEmpty() ? null : load(key.get(0)), PASSWORD.toCharArray());
        TrustManagerFactory trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusts.init(load(trust));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private record Keytool(List<String> arguments) {
        void in(Path store) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>();
            command.add(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
            command.addAll(arguments);
            command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
                throw new IOException("keytool failed: " + said);
            }
        }
    }

    private static Keytool keytool(String... arguments) {
        return new Keytool(List.of(arguments));
    }
}
