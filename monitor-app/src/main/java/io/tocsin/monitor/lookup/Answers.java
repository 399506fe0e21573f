package io.tocsin.monitor.lookup;

import io.tocsin.monitor.web.WebAnswer;
import io.tocsin.monitor.web.WebRequest;
import io.tocsin.monitor.wire.ProblemCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is said where there is no answer, and what questions have in common. */
final class Answers {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;

    private Answers() {}

    /** The question isn't one. */
    static WebAnswer badRequest(String detail) {
        return WebAnswer.json(BAD_REQUEST, ProblemCodec.encode("bad_request", detail));
    }

    /** Whoever asks has to prove who it is. */
    static WebAnswer forbidden(String detail) {
        return WebAnswer.json(FORBIDDEN, ProblemCodec.encode("forbidden", detail));
    }

    /**
     * What is known is too old to be told.
     *
     * @param ageMs how old it is; empty if nothing is known
     * @param onFailure what a login service is to do; {@code null} for others
     */
    static WebAnswer stale(Optional<Long> ageMs, @Nullable String onFailure) {
        return WebAnswer.json(UNAVAILABLE, ProblemCodec.encode("stale", Freshness.whyStale(ageMs), onFailure))
                .with("Retry-After", "1");
    }

    /**
     * The value of a parameter that may be given once.
     *
     * @return {@code null} if it is given more often
     */
    @Nullable
    static String once(WebRequest request, String name, String otherwise) {
        List<String> values = request.parameters().getOrDefault(name, List.of(otherwise));
        return values.size() == 1 ? values.get(0) : null;
    }

    /** Whether nothing but these parameters is given. */
    static boolean hasOnly(Map<String, List<String>> parameters, Set<String> names) {
        return names.containsAll(parameters.keySet());
    }
}
