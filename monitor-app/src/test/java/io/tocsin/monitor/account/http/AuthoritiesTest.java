package io.tocsin.monitor.account.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.tls.TestStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthoritiesTest {

    @TempDir
    private Path temp;

    @Test
    void whatTheyIssuedIsTrustedAndNothingElse() throws Exception {
        TestStores stores = new TestStores(temp);
        Path key = stores.key("provider");
        stores.key("stranger");
        Path several = Files.writeString(
                temp.resolve("authorities.pem"),
                Files.readString(stores.certificate("stranger")) + Files.readString(stores.certificate("provider")));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setHttpsConfigurator(
                new HttpsConfigurator(TestStores.context(List.of(key), stores.trustIn("provider"))));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            URI address = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
            assertEquals(204, status(address, Optional.of(Authorities.trusted(several))));
            Path stranger = stores.certificate("stranger");
            assertThrows(ProviderException.class, () -> status(address, Optional.of(Authorities.trusted(stranger))));
            assertThrows(ProviderException.class, () -> status(address, Optional.empty()));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aFileWithoutCertificatesIsNamed() throws IOException {
        Path empty = Files.writeString(temp.resolve("empty.pem"), "");
        Path wrong = Files.writeString(temp.resolve("wrong.pem"), "-----BEGIN CERTIFICATE-----\nnone\n");
        for (Path each : List.of(empty, wrong)) {
            String said = assertThrows(IOException.class, () -> Authorities.trusted(each))
                    .getMessage();
            assertTrue(said.contains(each.toString()), said);
        }
        assertThrows(IOException.class, () -> Authorities.trusted(temp.resolve("missing.pem")));
    }

    private static int status(URI address, Optional<SSLContext> trust) throws Exception {
        try (ProviderHttp http = new ProviderHttp("The provider", new HttpTimeouts(5_000, 5_000), trust)) {
            return http.send(HttpRequest.newBuilder(address).build(), "asking").status();
        }
    }
}
