package io.tocsin.monitor.web;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * An answer.
 *
 * @param status the HTTP status
 * @param type the media type of the body
 * @param headers further headers, by name; they replace those that the server sets
 * @param body what is sent
 */
public record WebAnswer(int status, String type, Map<String, String> headers, Body body) {
    /** The media type of most answers, in UTF-8. */
    public static final String JSON = "application/json";

    /** What is sent after the head. */
    public sealed interface Body {}

    /** All of it at once. */
    public record Whole(byte[] bytes) implements Body {}

    /**
     * Part after part. Each is asked for once the one before is on its way, so that a client that reads slowly keeps no
     * more than one in memory.
     */
    public record Parts(Iterator<byte[]> parts) implements Body {}

    public WebAnswer {
        headers = Map.copyOf(headers);
    }

    /** An answer in JSON. */
    public static WebAnswer json(int status, byte[] body) {
        return new WebAnswer(status, JSON, Map.of(), new Whole(body));
    }

    /** An answer whose body is made while it is sent. */
    public static WebAnswer parts(int status, String type, Iterator<byte[]> parts) {
        return new WebAnswer(status, type, Map.of(), new Parts(parts));
    }

    /** The same with a header. */
    public WebAnswer with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new WebAnswer(status, type, more, body);
    }
}
