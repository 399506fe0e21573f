package io.tocsin.rules.sigma;

import io.tocsin.rules.match.IpNetwork;
import io.tocsin.rules.match.IpNetworks;
import io.tocsin.rules.match.TextSet;
import io.tocsin.rules.match.ValueTest;
import java.util.ArrayList;
import java.util.List;

/** Joins tests of which one must be met, so that a list of a thousand users or networks is looked up in one step. */
final class Alternatives {

    /** From so many texts on, a set is faster than one after the other. */
    private static final int MANY = 4;

    private Alternatives() {}

    /** One of the tests; with none of them, a test that no value meets. */
    static ValueTest.OfOne of(List<ValueTest.OfOne> tests) {
        List<String> texts = new ArrayList<>();
        List<String> casedTexts = new ArrayList<>();
        List<IpNetwork> networks = new ArrayList<>();
        List<ValueTest.OfOne> others = new ArrayList<>();
        for (ValueTest.OfOne test : tests) {
            if (test instanceof ValueTest.Text text && text.pattern().exact() != null && tests.size() >= MANY) {
                (text.pattern().isCased() ? casedTexts : texts)
                        .add(text.pattern().exact());
            } else if (test instanceof ValueTest.Network network) {
                networks.addAll(network.networks().list());
            } else if (test instanceof ValueTest.AnyOf any) {
                others.addAll(any.tests());
            } else {
                others.add(test);
            }
        }
        List<ValueTest.OfOne> joined = new ArrayList<>();
        if (!texts.isEmpty()) {
            joined.add(new ValueTest.OneOf(new TextSet(texts, false)));
        }
        if (!casedTexts.isEmpty()) {
            joined.add(new ValueTest.OneOf(new TextSet(casedTexts, true)));
        }
        if (!networks.isEmpty()) {
            joined.add(new ValueTest.Network(new IpNetworks(networks)));
        }
        joined.addAll(others);
        return joined.size() == 1 ? joined.get(0) : new ValueTest.AnyOf(joined);
    }
}
