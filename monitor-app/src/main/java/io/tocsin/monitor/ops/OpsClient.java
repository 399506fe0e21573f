package io.tocsin.monitor.ops;

import io.tocsin.monitor.config.OpsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** Asks another process of this machine for one of its pages, as a health check does. */
public final class OpsClient {
    private static final int CONNECT_TIMEOUT_MS = 2_000;
    /** Longer than that process waits for Kafka. */
    private static final int READ_TIMEOUT_MS = 8_000;

    private static final int LONGEST_ANSWER = 1 << 20;
    private static final int OK = 200;

    private OpsClient() {}

    /**
     * What it said.
     *
     * @param isOk whether with status 200
     * @param body the page
     */
    public record Answer(boolean isOk, String body) {}

    /**
     * Gets a page.
     *
     * @throws IOException if nobody answers; one sentence says so
     */
    public static Answer get(OpsConfig config, String path) throws IOException {
        URL url = new URL("http", config.address(), config.port(), path);
        try {
            HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(CONNECT_TIMEOUT_MS);
            connection.setReadTimeout(READ_TIMEOUT_MS);
            connection.setInstanceFollowRedirects(false);
            boolean isOk = connection.getResponseCode() == OK;
            try (InputStream in = isOk ? connection.getInputStream() : connection.getErrorStream()) {
                String body = in == null ? "" : new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
                return new Answer(isOk, body);
            }
        } catch (IOException e) {
            throw new IOException("no answer from " + url + ", so no 'tocsin run' is there: " + e.getMessage(), e);
        }
    }
}
