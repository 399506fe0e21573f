package io.tocsin.rules.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notification.Kind;
import io.tocsin.rules.routing.Pacing.Fate;
import io.tocsin.rules.routing.Pacing.Mailbox;
import io.tocsin.rules.routing.Pacing.Paced;
import io.tocsin.rules.routing.Pacing.Release;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random notices and ticks of one mailbox against a naive model, which lets time pass token by token, keeps every notice
 * that waits, and counts when it sends.
 */
class PacingOracleTest {

    private static final int STREAMS = 3_000;
    private static final int STEPS = 120;
    private static final long FIRST_SEED = 20_261_129;
    private static final long T0 = 1_700_000_000_000L;

    /** The naive model; what it sends is told as text. */
    private static final class Model {
        private final PacingPolicy policy;
        private final List<Notice> waiting = new ArrayList<>();
        private int tokens;
        private long timerMs;
        private long storm;
        private int number;

        Model(PacingPolicy policy) {
            this.policy = policy;
            this.tokens = policy.burst();
        }

        List<String> notice(Notice notice, long nowMs) {
            pass(nowMs);
            List<String> sent = new ArrayList<>();
            boolean isUrgent = notice.severity() == Severity.CRITICAL
                    && (notice.kind() == Kind.FIRST || notice.kind() == Kind.RAISED);
            if (waiting.isEmpty() && (isUrgent || tokens > 0)) {
                tokens = Math.max(0, tokens - 1);
                sent.add("passes");
            } else if (isUrgent) {
                sent.add("passes");
            } else {
                waiting.add(notice);
            }
            sent.addAll(sendIfDue());
            return sent;
        }

        List<String> tick(long nowMs) {
            pass(nowMs);
            return sendIfDue();
        }

        /** The timer runs while the bucket isn't full. */
        private void pass(long nowMs) {
            if (nowMs < timerMs) {
                timerMs = nowMs;
            }
            while (tokens < policy.burst() && timerMs + policy.intervalMs() <= nowMs) {
                timerMs += policy.intervalMs();
                tokens++;
            }
            if (tokens == policy.burst()) {
                timerMs = nowMs;
                number = waiting.isEmpty() ? 0 : number;
            }
        }

        private List<String> sendIfDue() {
            if (waiting.isEmpty() || tokens == 0) {
                return List.of();
            }
            tokens--;
            String sent = waiting.size() == 1 ? "single " + waiting.get(0).createdAtMs() : digest();
            waiting.clear();
            return List.of(sent);
        }

        private String digest() {
            storm = number == 0 ? storm + 1 : storm;
            number++;
            Map<Digest.Sort, Long> lines = new LinkedHashMap<>();
            long others = 0;
            Severity worst = Severity.INFORMATIONAL;
            for (Notice each : waiting) {
                Digest.Sort sort = new Digest.Sort(each.kind(), each.severity(), each.title());
                if (lines.containsKey(sort) || lines.size() < 15) {
                    lines.merge(sort, 1L, Long::sum);
                } else {
                    others++;
                }
                worst = each.severity().compareTo(worst) > 0 ? each.severity() : worst;
            }
            return told(storm, number, waiting.size(), worst, lines, others);
        }
    }

    private static String told(
            long storm, int number, long count, Severity worst, Map<Digest.Sort, Long> lines, long others) {
        Map<String, Long> sorted = new TreeMap<>();
        lines.forEach((sort, n) -> sorted.put(sort.toString(), n));
        return "digest " + storm + "." + number + " of " + count + " " + worst + " " + sorted + " and " + others;
    }

    private static String told(Release release) {
        Digest digest = release.digest();
        return release.isSingle()
                ? "single " + digest.firstMs()
                : told(
                        release.storm(),
                        release.number(),
                        digest.count(),
                        digest.severity(),
                        digest.lines(),
                        digest.others());
    }

    @Test
    void whatIsSentIsWhatTheNaiveModelSendsAndNothingIsLost() {
        for (int i = 0; i < STREAMS; i++) {
            stream(FIRST_SEED + i);
        }
    }

    private static void stream(long seed) {
        Random random = new Random(seed);
        PacingPolicy policy = new PacingPolicy(1 + random.nextInt(4), 10 + random.nextInt(90));
        Pacing pacing = new Pacing(policy);
        Model model = new Model(policy);
        int titles = random.nextBoolean() ? 3 : 30;
        int urgentOf = 1 + random.nextInt(20);
        int pause = 1 + random.nextInt(60);
        Mailbox mailbox = Mailbox.NEW;
        Set<String> ids = new HashSet<>();
        long routed = 0;
        long told = 0;
        long nowMs = T0;
        for (int step = 0; step < STEPS; step++) {
            String where = "seed " + seed + ", step " + step;
            nowMs += later(random, pause);
            boolean isTick = random.nextInt(4) == 0;
            Notice notice = notice(random, titles, urgentOf, nowMs);
            Paced paced = isTick ? pacing.tick(mailbox, nowMs) : pacing.pace(mailbox, notice, nowMs);
            mailbox = new Mailbox(paced.bucket(), paced.open());
            routed += isTick ? 0 : 1;
            List<String> sent = new ArrayList<>();
            if (paced.fate() == Fate.PASSES) {
                sent.add("passes");
                told++;
            }
            Release release = paced.release();
            if (release != null) {
                sent.add(told(release));
                told += release.digest().count();
                if (!release.isSingle()) {
                    assertEquals(
                            true, ids.add(release.notification(List.of(), nowMs).id()), where);
                }
            }
            assertEquals(isTick ? model.tick(nowMs) : model.notice(notice, nowMs), sent, where);
            Digest open = mailbox.open();
            assertEquals(routed, told + (open == null ? 0 : open.count()), where);
        }
    }

    private static long later(Random random, int pause) {
        return switch (random.nextInt(40)) {
            case 0 -> -random.nextInt(10_000);
            case 1, 2 -> random.nextInt(600);
            default -> random.nextInt(pause);
        };
    }

    private static Notice notice(Random random, int titles, int urgentOf, long nowMs) {
        boolean isCritical = random.nextInt(urgentOf) == 0;
        Severity severity = isCritical ? Severity.CRITICAL : Severity.values()[random.nextInt(4)];
        Kind[] kinds = {Kind.FIRST, Kind.RAISED, Kind.RESOLVED, Kind.LOCKED, Kind.UNLOCKED};
        return new Notice(
                "default",
                "lead@example.com",
                "technical-lead",
                kinds[random.nextInt(kinds.length)],
                severity,
                "Rule " + random.nextInt(titles),
                "user" + random.nextInt(5),
                nowMs);
    }
}
