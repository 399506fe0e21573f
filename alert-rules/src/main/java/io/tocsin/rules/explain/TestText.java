package io.tocsin.rules.explain;

import io.tocsin.rules.match.IpNetwork;
import io.tocsin.rules.match.IpNetworks;
import io.tocsin.rules.match.TextPattern;
import io.tocsin.rules.match.ValueTest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The value that a test compares with. How it compares stands in the key of the line, such as {@code field|gte}. */
public final class TestText {
    private TestText() {}

    /** The value. */
    public static String of(ValueTest test) {
        if (test instanceof ValueTest.Text text) {
            return text.pattern().toString();
        } else if (test instanceof ValueTest.OneOf oneOf) {
            return String.join(", ", oneOf.texts().list());
        } else if (test instanceof ValueTest.AnyOf anyOf) {
            return joined(anyOf.tests().stream().map(TestText::of));
        } else if (test instanceof ValueTest.Regex regex) {
            return regex.expression().source();
        } else if (test instanceof ValueTest.Network network) {
            return joined(network.networks().list().stream().map(IpNetwork::text));
        } else if (test instanceof ValueTest.DatePart part) {
            return of(part.number());
        } else if (test instanceof ValueTest.SameAs same) {
            return same.other();
        } else if (test instanceof ValueTest.Whole whole) {
            return Long.toString(whole.expected());
        } else if (test instanceof ValueTest.Fraction fraction) {
            return fraction.expected().toString();
        } else if (test instanceof ValueTest.Truth truth) {
            return Boolean.toString(truth.expected());
        } else if (test instanceof ValueTest.Ordered ordered) {
            return ordered.bound().toString();
        } else if (test instanceof ValueTest.Absent) {
            return "null";
        } else if (test instanceof ValueTest.Exists exists) {
            return Boolean.toString(exists.expected());
        } else if (test instanceof ValueTest.Not not) {
            return of(not.test());
        }
        throw new IllegalStateException("no text for " + test.getClass());
    }

    /** The tests that a test stands for, each of which says by itself whether it is met; of what is denied, the whole. */
    public static Stream<ValueTest> singles(ValueTest test) {
        if (test instanceof ValueTest.OneOf oneOf) {
            return oneOf.texts().list().stream()
                    .map(text ->
                            oneOf.texts().cased() ? TextPattern.ofPlain(text).cased() : TextPattern.ofPlain(text))
                    .map(ValueTest.Text::new);
        } else if (test instanceof ValueTest.AnyOf anyOf) {
            return anyOf.tests().stream().flatMap(TestText::singles);
        } else if (test instanceof ValueTest.Network network) {
            return network.networks().list().stream().map(each -> new ValueTest.Network(new IpNetworks(List.of(each))));
        }
        return Stream.of(test);
    }

    private static String joined(Stream<String> texts) {
        return texts.collect(Collectors.joining(", "));
    }
}
