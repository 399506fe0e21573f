package io.tocsin.monitor.lookup;

import io.tocsin.monitor.lookup.BlockedSources.Changes;
import io.tocsin.monitor.lookup.BlockedSources.Position;
import io.tocsin.monitor.lookup.Bouncers.Bouncer;
import io.tocsin.monitor.web.WebAnswer;
import io.tocsin.monitor.web.WebRequest;
import io.tocsin.monitor.wire.BlockedSource;
import io.tocsin.monitor.wire.DecisionCodec;
import io.tocsin.rules.event.EventId;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Answers {@code GET /v1/decisions/stream?startup=true} as CrowdSec's local API answers a bouncer: everything at its start,
 * afterwards what is new and what has ended.
 */
final class DecisionsQuery implements Function<WebRequest, WebAnswer> {
    static final String PATH = "/v1/decisions/stream";
    private static final String KEY = "X-Api-Key";
    private static final int OK = 200;

    private final BlockedSources blocks;
    private final Bouncers bouncers;
    private final boolean knowsByCertificate;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /**
     * A query.
     *
     * @param knowsByCertificate whether whoever asks has shown a certificate, so that a key may be left out
     * @param clock by which a block's time is over
     * @param nanoTime by which what is known gets old
     */
    DecisionsQuery(
            BlockedSources blocks,
            Bouncers bouncers,
            boolean knowsByCertificate,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.blocks = blocks;
        this.bouncers = bouncers;
        this.knowsByCertificate = knowsByCertificate;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public WebAnswer apply(WebRequest request) {
        String tenant = Answers.once(request, "tenant", EventId.DEFAULT_TENANT);
        if (tenant == null) {
            return Answers.badRequest("`tenant` may be given once");
        }
        Optional<Bouncer> bouncer = bouncer(request, tenant);
        if (bouncer.isEmpty()) {
            return Answers.forbidden("a known key is needed as " + KEY);
        }
        return answer(request, bouncer.get());
    }

    private Optional<Bouncer> bouncer(WebRequest request, String tenant) {
        Optional<String> key = request.header(KEY);
        if (bouncers.haveKeys() && (key.isPresent() || !knowsByCertificate)) {
            return key.flatMap(bouncers::byKey);
        }
        return Optional.of(new Bouncer("", tenant));
    }

    private WebAnswer answer(WebRequest request, Bouncer bouncer) {
        boolean isStart = "true".equals(Answers.once(request, "startup", ""));
        // Two that share a key must not take each other's changes, as long as they can be told apart.
        String who = bouncer.name() + ' ' + bouncer.tenant() + ' ' + request.client();
        long nowMs = clock.millis();
        Optional<Long> ageMs = blocks.freshness().ageMs(nanoTime.getAsLong());
        Position since = isStart ? Position.NONE : bouncers.since(who);
        Changes changes = blocks.since(bouncer.tenant(), since, nowMs);
        if (!blocks.freshness().isCurrent(nanoTime.getAsLong())) {
            return Answers.stale(ageMs, null);
        }
        if (!request.isHead()) {
            bouncers.told(who, isStart, changes.position());
        }
        Predicate<BlockedSource> wanted = wanted(request);
        return WebAnswer.parts(
                OK,
                WebAnswer.JSON,
                new TextParts(pieces(
                        changes.standing().stream().filter(wanted).toList(),
                        changes.ended().stream().filter(wanted).toList(),
                        nowMs)));
    }

    private static Iterator<String> pieces(List<BlockedSource> standing, List<BlockedSource> ended, long nowMs) {
        return Stream.of(
                        Stream.of(DecisionCodec.OPEN),
                        list(standing, block -> DecisionCodec.standing(block, nowMs)),
                        Stream.of(DecisionCodec.DELETED),
                        list(ended, block -> DecisionCodec.ended(block, nowMs)),
                        Stream.of(DecisionCodec.CLOSE))
                .flatMap(Function.identity())
                .iterator();
    }

    private static Stream<String> list(List<BlockedSource> blocks, Function<BlockedSource, String> decision) {
        return IntStream.range(0, blocks.size())
                .mapToObj(i -> (i == 0 ? "" : DecisionCodec.COMMA) + decision.apply(blocks.get(i)));
    }

    /** The filters that bouncers may be configured with. */
    private static Predicate<BlockedSource> wanted(WebRequest request) {
        List<String> scopes = words(request, "scopes");
        List<String> origins = words(request, "origins");
        List<String> containing = words(request, "scenarios_containing");
        List<String> without = words(request, "scenarios_not_containing");
        boolean isOurs = origins.isEmpty() || origins.contains(DecisionCodec.ORIGIN);
        return block -> isOurs
                && (scopes.isEmpty()
                        || scopes.contains(DecisionCodec.scope(block).toLowerCase(Locale.ROOT)))
                && (containing.isEmpty() || names(block, containing))
                && !names(block, without);
    }

    private static boolean names(BlockedSource block, List<String> words) {
        String scenario = block.scenario().toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(scenario::contains);
    }

    private static List<String> words(WebRequest request, String parameter) {
        return request.parameters().getOrDefault(parameter, List.of()).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
