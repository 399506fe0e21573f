package io.tocsin.rules.match;

import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.match.Need.Atom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds, of many conditions, those that an event meets, and tries only few of them for it: those of whose {@link
 * Condition#need() needs} the event has one that all its like have, and those of which nothing is known.
 *
 * <p>An index is made once and can be shared by threads; each looks by a {@link Search} of its own. What it finds is what
 * trying all conditions would find.
 */
public final class ConditionIndex {

    /** So few conditions are sooner tried than looked up. */
    private static final int FEW = 16;

    private final List<Condition> conditions;
    private final BitSet always = new BitSet();
    private final List<FieldIndex> fields = new ArrayList<>();
    private final @Nullable FieldIndex anyField;
    private final int[][] conditionsById;

    /** An index of conditions, which are told by their places in the list. */
    public ConditionIndex(List<Condition> conditions) {
        this(conditions, FEW);
    }

    /** An index that tries all of its conditions where there are no more than {@code few}. */
    ConditionIndex(List<Condition> conditions, int few) {
        this.conditions = List.copyOf(conditions);
        Map<String, FieldIndex.Building> building = new TreeMap<>();
        if (conditions.size() <= few) {
            always.set(0, conditions.size());
        } else {
            addTo(building);
        }
        List<BitSet> found = new ArrayList<>();
        FieldIndex.Building any = building.remove(Need.ANY_FIELD);
        building.forEach((field, atoms) -> fields.add(atoms.build(field, found)));
        anyField = any == null ? null : any.build(Need.ANY_FIELD, found);
        conditionsById = found.stream().map(each -> each.stream().toArray()).toArray(int[][]::new);
    }

    private void addTo(Map<String, FieldIndex.Building> building) {
        List<Need> needs = conditions.stream().map(Condition::need).toList();
        Witnesses witnesses = new Witnesses(needs);
        for (int i = 0; i < needs.size(); i++) {
            Optional<Set<Atom>> chosen = witnesses.choose(needs.get(i));
            if (chosen.isEmpty()) {
                always.set(i);
                continue;
            }
            for (Atom atom : chosen.get()) {
                building.computeIfAbsent(atom.field(), added -> new FieldIndex.Building())
                        .add(atom, i);
            }
        }
    }

    /** Something to look with, for one thread at a time. */
    public Search search() {
        return new Search();
    }

    /** Looks for the conditions of one event after the other, in memory that it uses again. */
    public final class Search {
        private final BitSet ids = new BitSet(conditionsById.length);
        private final BitSet candidates = new BitSet(conditions.size());
        private final BitSet met = new BitSet(conditions.size());
        private final FoldedText text = new FoldedText();
        private final Consumer<Object> inAnyField = this::findInAnyField;

        private Search() {}

        /** The places of the conditions that the event meets. Valid until the next event is looked at. */
        public BitSet met(FieldView event) {
            met.clear();
            BitSet tried = candidates(event);
            for (int i = tried.nextSetBit(0); i >= 0; i = tried.nextSetBit(i + 1)) {
                if (conditions.get(i).matches(event)) {
                    met.set(i);
                }
            }
            return met;
        }

        /** The places of the conditions that are worth trying. Valid until the next event is looked at. */
        public BitSet candidates(FieldView event) {
            ids.clear();
            for (FieldIndex field : fields) {
                field.find(event, text, ids);
            }
            if (anyField != null) {
                event.forEachValue(inAnyField);
            }
            candidates.clear();
            candidates.or(always);
            for (int id = ids.nextSetBit(0); id >= 0; id = ids.nextSetBit(id + 1)) {
                for (int condition : conditionsById[id]) {
                    candidates.set(condition);
                }
            }
            return candidates;
        }

        private void findInAnyField(Object value) {
            if (anyField != null) {
                anyField.findIn(value, text, ids);
            }
        }
    }
}
