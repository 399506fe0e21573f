package io.tocsin.monitor.tls;

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
public final class TestStores {
    /** Opens all of them. */
    public static final String PASSWORD = "changeit";

    private final Path folder;

    /** Keeps them in a folder. */
    public TestStores(Path folder) {
        this.folder = folder;
    }

    /** A key of its own with a self-signed certificate for this machine's address, {@code NAME.p12}. */
    public Path key(String name) throws IOException, InterruptedException {
        return key(name, "ip:127.0.0.1");
    }

    /** The same for a host that is called otherwise, such as {@code dns:localhost}. */
    public Path key(String name, String host) throws IOException, InterruptedException {
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
                        "SAN=" + host,
                        "-validity",
                        "2")
                .in(store);
        return store;
    }

    /** What trusts the certificate of a key alone, {@code trusts-NAME.p12}. */
    public Path trustIn(String name) throws IOException, InterruptedException {
        Path store = folder.resolve("trusts-" + name + ".p12");
        keytool(
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        name,
                        "-file",
                        certificate(name).toString())
                .in(store);
        return store;
    }

    /** The certificate of a key, {@code NAME.pem}. */
    public Path certificate(String name) throws IOException, InterruptedException {
        Path certificate = folder.resolve(name + ".pem");
        keytool("-exportcert", "-alias", name, "-rfc", "-file", certificate.toString())
                .in(folder.resolve(name + ".p12"));
        return certificate;
    }

    /** A context with a key, or without one. */
    public static SSLContext context(List<Path> key, Path trust) throws IOException, GeneralSecurityException {
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
