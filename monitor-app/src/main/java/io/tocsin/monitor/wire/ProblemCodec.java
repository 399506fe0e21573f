package io.tocsin.monitor.wire;

import org.jspecify.annotations.Nullable;

/** What another program is told instead of an answer, as JSON; see {@code docs/schemas/problem.schema.json}. */
public final class ProblemCodec {

    private ProblemCodec() {}

    /**
     * Tells why there is no answer.
     *
     * @param error one word for programs
     * @param detail one sentence for people
     */
    public static byte[] encode(String error, String detail) {
        return encode(error, detail, null);
    }

    /**
     * Tells why there is no answer.
     *
     * @param error one word for programs
     * @param detail one sentence for people
     * @param onFailure what a login service is to do without an answer; {@code null} where it has to ask differently
     */
    public static byte[] encode(String error, String detail, @Nullable String onFailure) {
        return JsonFields.writeObject(json -> {
            json.writeStringField("error", error);
            json.writeStringField("detail", detail);
            if (onFailure != null) {
                json.writeStringField("onFailure", onFailure);
            }
        });
    }
}
