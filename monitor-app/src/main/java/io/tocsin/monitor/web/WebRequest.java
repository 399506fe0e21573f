package io.tocsin.monitor.web;

import java.util.List;
import java.util.Map;

/**
 * What is asked for. There is no body: nothing that is served here takes one.
 *
 * @param path the decoded path, such as {@code /v1/account}
 * @param parameters the values of each parameter of the query, decoded
 */
public record WebRequest(String path, Map<String, List<String>> parameters) {
    public WebRequest {
        parameters = Map.copyOf(parameters);
    }
}
