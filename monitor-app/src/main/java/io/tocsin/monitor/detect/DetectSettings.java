package io.tocsin.monitor.detect;

import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.IngestSettings;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.sigma.RuleSet;

/**
 * What the detect stage is told.
 *
 * @param topics the names of its topics
 * @param partitions how many partitions every topic of events has
 * @param rules the rules, fixed until the next start
 * @param roster whose topics alerts go to
 * @param assets how critical the things are that alerts are about
 * @param time how it takes time
 * @param ingest what is made of each event first
 */
public record DetectSettings(
        Topics topics,
        int partitions,
        RuleSet rules,
        Roster roster,
        Assets assets,
        TimeSettings time,
        IngestSettings ingest) {

    /** Settings that take events as they are sent. */
    public DetectSettings(
            Topics topics, int partitions, RuleSet rules, Roster roster, Assets assets, TimeSettings time) {
        this(topics, partitions, rules, roster, assets, time, IngestSettings.AS_SENT);
    }
}
