package io.tocsin.rules.alert;

/** The severity bands, lowest first, with the {@code severity_id} of OCSF 1.8.0. */
public enum Severity {
    INFORMATIONAL(1, "Informational", 0),
    LOW(2, "Low", 20),
    MEDIUM(3, "Medium", 40),
    HIGH(4, "High", 60),
    CRITICAL(5, "Critical", 80);

    private final int ocsfId;
    private final String caption;
    private final int lowestScore;

    Severity(int ocsfId, String caption, int lowestScore) {
        this.ocsfId = ocsfId;
        this.caption = caption;
        this.lowestScore = lowestScore;
    }

    /** OCSF {@code severity_id}. */
    public int ocsfId() {
        return ocsfId;
    }

    /** OCSF {@code severity}: the word for people. */
    public String caption() {
        return caption;
    }

    /** The name in configuration files: the caption in lower case. */
    public String label() {
        return caption.toLowerCase(java.util.Locale.ROOT);
    }

    /** The lowest score of this band; also the base score of a Sigma rule of this {@code level}, see {@link Score}. */
    public int lowestScore() {
        return lowestScore;
    }

    /** The band of a score from 0 to 100. */
    public static Severity ofScore(int score) {
        Severity band = INFORMATIONAL;
        for (Severity each : values()) {
            if (score >= each.lowestScore) {
                band = each;
            }
        }
        return band;
    }

    /** Whether this band is {@code other} or above it. */
    public boolean isAtLeast(Severity other) {
        return compareTo(other) >= 0;
    }

    /** The higher of two bands. */
    public static Severity max(Severity a, Severity b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
