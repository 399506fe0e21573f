package io.tocsin.rules.detect;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldMapping.Target;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.RuleSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tells of each login whether its source is familiar, for events that come one after the other and memories that fit into
 * this process.
 */
public final class FamiliarSources {
    private static final long SWEPT_EVERY_MS = 86_400_000;

    /** Whose memory it is. */
    private record Account(String tenant, String userId) {}

    private final boolean isAsked;
    private final Map<Account, SourceMemory> memories = new HashMap<>();
    private long sweptMs = Long.MIN_VALUE;

    /** Nothing is known yet, and nothing will be remembered where no rule asks. */
    public FamiliarSources(RuleSet rules) {
        this.isAsked = isAsked(rules);
    }

    /** The event as rules see it, which is remembered. */
    public SecurityEvent seen(SecurityEvent event) {
        if (!isAsked || !(event instanceof LoginEvent login)) {
            return event;
        }
        sweep(login.timeMs());
        Account account = new Account(login.tenant(), login.userId());
        SourceMemory memory = memories.getOrDefault(account, SourceMemory.EMPTY).plus(login);
        memories.put(account, memory);
        return login.withFamiliarSource(memory.isFamiliar(login));
    }

    /** What can't matter any more is let go once in a day of the events' time. */
    private void sweep(long timeMs) {
        if (sweptMs == Long.MIN_VALUE || timeMs - sweptMs >= SWEPT_EVERY_MS) {
            memories.values().removeIf(memory -> memory.forgottenMs() <= timeMs);
            sweptMs = timeMs;
        }
    }

    /** Whether some rule selects on {@link LoginEvent#FAMILIAR_SOURCE}, groups by it or counts it. */
    public static boolean isAsked(RuleSet rules) {
        return rules.detections().stream()
                        .flatMap(rule -> rule.streams().stream()
                                .filter(stream -> stream.label().equals(EventStream.LOGIN.label()))
                                .map(stream -> asks(rule.condition(), stream)))
                        .anyMatch(asks -> asks)
                || rules.counting().stream().anyMatch(FamiliarSources::asks);
    }

    private static boolean asks(CorrelationRule rule) {
        Stream<String> aliased = rule.aliases().fields().values().stream().flatMap(each -> each.values().stream());
        return Stream.concat(Stream.concat(rule.groupBy().stream(), rule.distinctFields().stream()), aliased)
                .anyMatch(name -> rule.streams().stream().anyMatch(stream -> means(name, stream))
                        || name.equals(LoginEvent.FAMILIAR_SOURCE));
    }

    private static boolean asks(Condition condition, EventStream stream) {
        if (condition instanceof Condition.All all) {
            return all.parts().stream().anyMatch(part -> asks(part, stream));
        } else if (condition instanceof Condition.Any any) {
            return any.parts().stream().anyMatch(part -> asks(part, stream));
        } else if (condition instanceof Condition.Not not) {
            return asks(not.part(), stream);
        } else if (condition instanceof Condition.Selection selection) {
            return asks(selection.meaning(), stream);
        }
        return condition instanceof Condition.Field field
                && (means(field.field(), stream) || field.tests().stream().anyMatch(test -> compares(test, stream)));
    }

    /** Whether a test compares a value with it. */
    private static boolean compares(ValueTest test, EventStream stream) {
        if (test instanceof ValueTest.Not not) {
            return compares(not.test(), stream);
        } else if (test instanceof ValueTest.AnyOf any) {
            return any.tests().stream().anyMatch(each -> compares(each, stream));
        }
        return test instanceof ValueTest.SameAs same && means(same.other(), stream);
    }

    private static boolean means(String name, EventStream stream) {
        return stream.target(name).map(Target::field).orElse(name).equals(LoginEvent.FAMILIAR_SOURCE);
    }
}
