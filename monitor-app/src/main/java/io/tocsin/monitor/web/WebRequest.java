package io.tocsin.monitor.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked for. There is no body: nothing that is served here takes one.
 *
 * @param isHead whether only the head of the answer is asked for
 * @param path the decoded path, such as {@code /v1/account}
 * @param parameters the values of each parameter of the query, decoded
 * @param headers the first value of each header, by its name in small letters
 * @param client who asks, as far as it can be told apart: the address, and the name in the certificate if there is one
 */
public record WebRequest(
        boolean isHead, String path, Map<String, List<String>> parameters, Map<String, String> headers, String client) {
    public WebRequest {
        parameters = Map.copyOf(parameters);
        headers = Map.copyOf(headers);
    }

    /** A header's value, whatever the case of its name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
}
