package io.tocsin.monitor.wire;

import io.tocsin.rules.containment.Source;
import java.util.Locale;

/** The forms of a list of blocked sources that gateways and firewalls read: one source a line. */
public enum BlockList {
    /** The source alone. */
    PLAIN("", ""),
    /** A directive of nginx's access module. */
    NGINX("deny ", ";"),
    /** An entry of a {@code geo} block of nginx, which finds an address among many. */
    NGINX_GEO("", " 1;");

    private final String before;
    private final String after;

    BlockList(String before, String after) {
        this.before = before;
        this.after = after;
    }

    /** The word in options and queries. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The line of a source, without its end. */
    public String line(Source source) {
        return before + source.text() + after;
    }
}
