package io.tocsin.monitor.detect;

import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.detect.Assets;
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
 */
public record DetectSettings(
        Topics topics, int partitions, RuleSet rules, Roster roster, Assets assets, TimeSettings time) {}
