package io.tocsin.monitor.lookup;

import io.tocsin.monitor.web.WebAnswer;
import io.tocsin.monitor.web.WebRequest;
import io.tocsin.monitor.wire.BlockList;
import io.tocsin.monitor.wire.BlockedSource;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.hash.Sha256;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET /v1/blocks?format=plain&tenant=default} with the sources that are blocked now. A list that is the same
 * as the one that a gateway has is not sent again.
 */
final class BlockListQuery implements Function<WebRequest, WebAnswer> {
    static final String PATH = "/v1/blocks";
    private static final String FORMAT = "format";
    private static final String TENANT = "tenant";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int TAG_BYTES = 16;

    private final BlockedSources blocks;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /**
     * A query.
     *
     * @param clock by which a block's time is over
     * @param nanoTime by which what is known gets old
     */
    BlockListQuery(BlockedSources blocks, InstantSource clock, LongSupplier nanoTime) {
        this.blocks = blocks;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public WebAnswer apply(WebRequest request) {
        String tenant = Answers.once(request, TENANT, EventId.DEFAULT_TENANT);
        Optional<BlockList> form = form(Answers.once(request, FORMAT, BlockList.PLAIN.label()));
        if (tenant == null || form.isEmpty() || !Answers.hasOnly(request.parameters(), Set.of(FORMAT, TENANT))) {
            return Answers.badRequest("`format` may be given once as one of "
                    + Arrays.stream(BlockList.values()).map(BlockList::label).collect(Collectors.joining(", "))
                    + ", `tenant` may be given once, and there is nothing else");
        }
        Optional<Long> ageMs = blocks.freshness().ageMs(nanoTime.getAsLong());
        List<BlockedSource> blocked = blocks.blocked(tenant, clock.millis());
        if (!blocks.freshness().isCurrent(nanoTime.getAsLong())) {
            return Answers.stale(ageMs, null);
        }
        return list(form.get(), blocked, request.header("If-None-Match").orElse(""));
    }

    private static Optional<BlockList> form(@Nullable String label) {
        return Arrays.stream(BlockList.values())
                .filter(each -> each.label().equals(label))
                .findFirst();
    }

    private static WebAnswer list(BlockList form, List<BlockedSource> blocked, String known) {
        String tag = '"' + tag(form, blocked) + '"';
        WebAnswer answer = isKnown(tag, known)
                ? new WebAnswer(NOT_MODIFIED, TEXT, Map.of(), new WebAnswer.Whole(new byte[0]))
                : WebAnswer.parts(OK, TEXT, new TextParts(lines(form, blocked)));
        return answer.with("ETag", tag).with("Cache-Control", "no-cache");
    }

    private static Iterator<String> lines(BlockList form, List<BlockedSource> blocked) {
        return blocked.stream().map(block -> form.line(block.source()) + '\n').iterator();
    }

    /** The same for the same text, whichever process is asked. */
    private static String tag(BlockList form, List<BlockedSource> blocked) {
        MessageDigest digest = Sha256.digest();
        new TextParts(lines(form, blocked)).forEachRemaining(digest::update);
        return HexFormat.of().formatHex(digest.digest(), 0, TAG_BYTES);
    }

    private static boolean isKnown(String tag, String known) {
        return Arrays.stream(known.split(","))
                .map(String::strip)
                .anyMatch(each -> each.equals("*") || each.equals(tag) || each.equals("W/" + tag));
    }
}
