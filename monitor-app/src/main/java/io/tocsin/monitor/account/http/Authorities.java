package io.tocsin.monitor.account.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of an organisation's own authorities. */
public final class Authorities {

    private Authorities() {}

    /**
     * TLS that trusts what these authorities issued, and nothing else.
     *
     * @param pem one certificate or several, in PEM (RFC 7468)
     * @throws IOException if the file can't be read or holds no certificate; the message says which file
     */
    public static SSLContext trusted(Path pem) throws IOException {
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(pem)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (CertificateException e) {
            throw new IOException(pem + " holds no certificates in PEM", e);
        }
        if (certificates.isEmpty()) {
            throw new IOException(pem + " holds no certificates in PEM");
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate each : certificates) {
                store.setCertificateEntry(String.valueOf(store.size()), each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates of " + pem + " can't be used: " + e.getMessage(), e);
        }
    }
}
