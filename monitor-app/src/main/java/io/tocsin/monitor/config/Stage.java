package io.tocsin.monitor.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The parts of the program that can run in a process of their own, in the order in which an event passes them. */
public enum Stage {
    /** Appends the ticks by which everything that waits is decided. */
    INGEST("ingest", false),
    /** Matches events against the rules, counts, and writes alerts. */
    DETECT("detect", true),
    /** Decides on locks and unlocks of accounts. */
    RESPOND("respond", true),
    /** Carries the decisions out at an identity provider. */
    ACCOUNT("account", false),
    /** Decides who is told of what. */
    NOTIFY("notify", true),
    /** Sends the mail. */
    MAIL("mail", false);

    private final String label;
    private final boolean topology;

    Stage(String label, boolean topology) {
        this.label = label;
        this.topology = topology;
    }

    /** The name in configuration files, on the command line and in the names of consumer groups. */
    public String label() {
        return label;
    }

    /** Every stage but those that need something which only a configuration can name. */
    public static Set<Stage> withoutProvider() {
        return EnumSet.complementOf(EnumSet.of(ACCOUNT));
    }

    /** Whether it is a Kafka Streams application. */
    public boolean isTopology() {
        return topology;
    }

    /** Every label, in order. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Stage::label).toList();
    }

    /** The stage of this label. */
    public static Optional<Stage> of(String label) {
        return Arrays.stream(values())
                .filter(stage -> stage.label.equals(label))
                .findFirst();
    }
}
