package io.tocsin.benchmarks.traffic;

import picocli.CommandLine.Option;

/** Of whom and of what the traffic is made: options that several benchmarks have. */
public final class MixOptions {
    @Option(names = "--users", defaultValue = "50000", description = "Accounts; default: ${DEFAULT-VALUE}.")
    private int users;

    @Option(
            names = "--failures",
            defaultValue = "0.05",
            description = "The share of failed logins, 0 to 1; default: ${DEFAULT-VALUE}.")
    private double failures;

    /** The share of failed logins. */
    public double failures() {
        return failures;
    }

    /** So many events between two times, in milliseconds since the epoch. */
    public LoginTraffic traffic(long events, long startMs, long endMs) {
        return traffic(failures, events, startMs, endMs);
    }

    /** The same with another share of failed logins. */
    public LoginTraffic traffic(double otherFailures, long events, long startMs, long endMs) {
        return new LoginTraffic(events, users, otherFailures, startMs, endMs, 1);
    }
}
