package io.tocsin.monitor.web;

import io.tocsin.monitor.wire.ProblemCodec;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.IteratingNestedCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands requests to whoever answers at their path, and writes what they say. */
final class Answering extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int SERVER_ERRORS = 500;
    private static final int NOT_MODIFIED = 304;

    private final Map<String, WebRoute> routes = new TreeMap<>();

    Answering(List<WebRoute> routes) {
        routes.forEach(route -> this.routes.put(route.path(), route));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean isHead = HttpMethod.HEAD.is(request.getMethod());
        if (!isHead && !HttpMethod.GET.is(request.getMethod())) {
            WebAnswer refusal = problem(METHOD_NOT_ALLOWED, "only GET and HEAD are allowed");
            write(response, callback, refusal.with("Allow", "GET, HEAD"), true);
            return true;
        }
        WebRoute route = routes.get(Request.getPathInContext(request));
        if (route == null) {
            write(response, callback, problem(NOT_FOUND, "there is " + String.join(", ", routes.keySet())), !isHead);
        } else if (route.pace() == WebRoute.Pace.QUICK) {
            write(response, callback, answer(route, request, isHead), !isHead);
        } else {
            request.getContext().execute(() -> write(response, callback, answer(route, request, isHead), !isHead));
        }
        return true;
    }

    private static WebAnswer answer(WebRoute route, Request request, boolean isHead) {
        Map<String, List<String>> parameters = new HashMap<>();
        try {
            for (Fields.Field field : Request.extractQueryParameters(request)) {
                parameters.put(field.getName(), List.copyOf(field.getValues()));
            }
        } catch (RuntimeException e) {
            return problem(BAD_REQUEST, "the query can't be read");
        }
        try {
            return route.answer()
                    .apply(new WebRequest(isHead, route.path(), parameters, headers(request), client(request)));
        } catch (RuntimeException e) {
            LOG.error("A request could not be answered", e);
            return problem(SERVER_ERRORS, "failed; the log says why");
        }
    }

    private static Map<String, String> headers(Request request) {
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue();
            headers.putIfAbsent(field.getName().toLowerCase(Locale.ROOT), value == null ? "" : value);
        }
        return headers;
    }

    private static String client(Request request) {
        String address = Request.getRemoteAddr(request);
        if (request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE) instanceof EndPoint.SslSessionData tls) {
            X509Certificate[] chain = tls.peerCertificates();
            if (chain != null && chain.length > 0) {
                return address + ' ' + chain[0].getSubjectX500Principal().getName();
            }
        }
        return address;
    }

    /** What Jetty itself refuses, such as a header that is too long. */
    static boolean refuse(Request request, Response response, Callback callback) {
        WebAnswer refusal = problem(response.getStatus(), "the request is not one that is served here");
        write(response, callback, refusal, !HttpMethod.HEAD.is(request.getMethod()));
        return true;
    }

    private static WebAnswer problem(int status, String detail) {
        String error = switch (status) {
            case NOT_FOUND -> "not_found";
            case METHOD_NOT_ALLOWED -> "method_not_allowed";
            default -> status < SERVER_ERRORS ? "bad_request" : "failed";
        };
        return WebAnswer.json(status, ProblemCodec.encode(error, detail));
    }

    private static void write(Response response, Callback callback, WebAnswer answer, boolean withBody) {
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(new HttpField("X-Content-Type-Options", "nosniff"));
        if (answer.status() != NOT_MODIFIED) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
        }
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        if (answer.body() instanceof WebAnswer.Parts parts) {
            if (withBody) {
                new Sending(response, parts.parts(), callback).iterate();
            } else {
                response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            }
            return;
        }
        byte[] body = ((WebAnswer.Whole) answer.body()).bytes();
        if (answer.status() != NOT_MODIFIED) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        }
        response.write(true, withBody ? ByteBuffer.wrap(body) : BufferUtil.EMPTY_BUFFER, callback);
    }

    /** Sends one part after the other, each once the one before is on its way. */
    private static final class Sending extends IteratingNestedCallback {
        private final Response response;
        private final Iterator<byte[]> parts;
        private boolean isOver;

        Sending(Response response, Iterator<byte[]> parts, Callback callback) {
            super(callback);
            this.response = response;
            this.parts = parts;
        }

        @Override
        protected Action process() {
            if (isOver) {
                return Action.SUCCEEDED;
            }
            ByteBuffer part = parts.hasNext() ? ByteBuffer.wrap(parts.next()) : BufferUtil.EMPTY_BUFFER;
            isOver = !parts.hasNext();
            response.write(isOver, part, this);
            return Action.SCHEDULED;
        }
    }
}
