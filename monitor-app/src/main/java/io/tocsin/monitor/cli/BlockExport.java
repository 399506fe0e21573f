package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.BlockList;
import io.tocsin.monitor.wire.BlockedSource;
import io.tocsin.monitor.wire.DecisionCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The form in which blocked sources are handed to gateways and firewalls.
 *
 * @param list the form of a list; empty for what CrowdSec's local API answers to a bouncer that starts
 */
record BlockExport(Optional<BlockList> list) {
    private static final String CROWDSEC = "crowdsec";

    /**
     * The form of this name.
     *
     * @throws CliException if there is none
     */
    static BlockExport of(String name) {
        Optional<BlockList> list = Arrays.stream(BlockList.values())
                .filter(each -> each.label().equals(name))
                .findFirst();
        if (list.isEmpty() && !name.equals(CROWDSEC)) {
            throw CliException.usage(
                    "--format is '" + Terminal.printable(name) + "'; plain, nginx, nginx-geo and crowdsec are allowed");
        }
        return new BlockExport(list);
    }

    /** The whole text, line by line. */
    Stream<String> lines(List<BlockedSource> blocked, long nowMs) {
        return list.map(form -> blocked.stream().map(block -> form.line(block.source())))
                .orElseGet(() -> Stream.of(blocked.stream()
                        .map(block -> DecisionCodec.standing(block, nowMs))
                        .collect(Collectors.joining(
                                DecisionCodec.COMMA,
                                DecisionCodec.OPEN,
                                DecisionCodec.DELETED + DecisionCodec.CLOSE))));
    }
}
