package io.tocsin.rules.containment;

import org.jspecify.annotations.Nullable;

/**
 * That a person contested a lock, and what came of it (GDPR Art. 22): who said so, who looked at it, and what was found.
 *
 * @param contested the command that recorded the contest
 * @param reviewed the command that recorded the review, or {@code null} as long as it is due
 */
public record Review(AccountCommand contested, @Nullable AccountCommand reviewed) {

    public Review {
        if (contested.code() != AccountCommand.Code.CONTESTED) {
            throw new IllegalArgumentException(
                    "a review begins with a command " + contested.code() + "; only CONTESTED is allowed");
        }
        if (reviewed != null && !isOutcome(reviewed)) {
            throw new IllegalArgumentException(
                    "a review ends with a command " + reviewed.code() + "; only UPHELD and LIFTED are allowed");
        }
    }

    /** Whether a command tells of a review's outcome. */
    public static boolean isOutcome(AccountCommand command) {
        return command.code() == AccountCommand.Code.UPHELD || command.code() == AccountCommand.Code.LIFTED;
    }

    /** Whether somebody still has to look at it. */
    public boolean isDue() {
        return reviewed == null;
    }

    /** How long the review took, milliseconds of append time; 0 as long as it is due. */
    public long tookMs() {
        return reviewed == null ? 0 : reviewed.decidedAtMs() - contested.decidedAtMs();
    }
}
