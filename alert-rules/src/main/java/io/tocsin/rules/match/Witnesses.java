package io.tocsin.rules.match;

import io.tocsin.rules.match.Need.Atom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses, of all that conditions need, the atoms by which each is found: every event that meets the condition has one of
 * them, and few others do.
 *
 * <p>Nothing is known of the events beforehand. So the longer a literal is, the rarer it is taken to be; and what many
 * conditions name, such as the path of a shell, is taken to be common.
 */
final class Witnesses {
    private static final int LONGEST = 16;

    private final Map<Atom, Integer> uses = new HashMap<>();

    Witnesses(List<Need> needs) {
        for (Need need : needs) {
            Set<Atom> atoms = new HashSet<>();
            collect(need, atoms);
            atoms.forEach(atom -> uses.merge(atom, 1, Integer::sum));
        }
    }

    private static void collect(Need need, Set<Atom> atoms) {
        if (need instanceof Atom atom) {
            atoms.add(atom);
        } else {
            parts(need).forEach(part -> collect(part, atoms));
        }
    }

    private static List<Need> parts(Need need) {
        if (need instanceof Need.AllOf all) {
            return all.parts();
        }
        return need instanceof Need.AnyOf any ? any.parts() : List.of();
    }

    /** The atoms by which to find a condition with this need; none where it must always be tried. */
    Optional<Set<Atom>> choose(Need need) {
        return need instanceof Need.Unknown
                ? Optional.empty()
                : Optional.of(new HashSet<>(cheapest(need).atoms()));
    }

    private record Choice(List<Atom> atoms, double cost) {}

    private Choice cheapest(Need need) {
        if (need instanceof Atom atom) {
            return new Choice(List.of(atom), cost(atom));
        }
        List<Choice> choices = parts(need).stream().map(this::cheapest).toList();
        if (need instanceof Need.AllOf) {
            return choices.stream()
                    .min((a, b) -> Double.compare(a.cost(), b.cost()))
                    .orElseThrow();
        }
        List<Atom> atoms = new ArrayList<>();
        choices.forEach(choice -> atoms.addAll(choice.atoms()));
        return new Choice(atoms, choices.stream().mapToDouble(Choice::cost).sum());
    }

    /** About how often an event has it, and how many conditions would then be tried for it. */
    private double cost(Atom atom) {
        double chance = 1;
        if (atom instanceof Need.Literal literal) {
            int length = Math.min(LONGEST, literal.text().length());
            chance = Math.pow(2, -length / 2.0);
        }
        return chance * uses.getOrDefault(atom, 1);
    }
}
