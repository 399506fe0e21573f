package io.tocsin.rules.event;

/** The range of HTTP status codes (RFC 9110, section 15). */
final class HttpStatus {
    private HttpStatus() {}

    static void require(String what, int status) {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException(what + " is " + status + "; an HTTP status is 100 to 599");
        }
    }
}
