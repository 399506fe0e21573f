package io.tocsin.rules.yaml;

import io.tocsin.rules.yaml.YamlScalar.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;

/**
 * Builds values from the parser's events. The parser's own node tree isn't used: it is built by unbounded recursion, and
 * a file of opening brackets would end the stack.
 */
final class TreeBuilder {
    private static final CoreScalarResolver CORE_SCHEMA = new CoreScalarResolver(false);

    /** A value with the number of values in it, itself included, and of their characters. */
    private record Counted(YamlValue value, int size, int characters) {}

    private final String file;
    private final Iterator<Event> events;
    private final Problems problems;
    private final List<YamlValue> documents = new ArrayList<>();
    private final Map<Anchor, Counted> anchors = new HashMap<>();
    private int values;
    private int characters;
    private int lastLine = 1;

    TreeBuilder(String file, Iterator<Event> events, Problems problems) {
        this.file = file;
        this.events = events;
        this.problems = problems;
    }

    List<YamlValue> documents() {
        return List.copyOf(documents);
    }

    /** The line of the newest event, counted from 1. */
    int lastLine() {
        return lastLine;
    }

    /** Reads to the end of the file, or to the first fault in the syntax. */
    void readAll() {
        while (events.hasNext()) {
            Event event = next();
            switch (event.getEventId()) {
                case DocumentStart -> anchors.clear();
                case Scalar, SequenceStart, MappingStart, Alias -> {
                    YamlValue document = value(event, 0);
                    if (!(document instanceof YamlScalar scalar && scalar.isNull() && !scalar.quoted())) {
                        documents.add(document);
                    }
                }
                default -> {
                    // The stream's start and end and a document's end hold nothing.
                }
            }
        }
    }

    private Event next() {
        Event event = events.next();
        lastLine = line(event);
        return event;
    }

    private YamlValue value(Event event, int depth) {
        if (depth > YamlDocuments.MAX_DEPTH) {
            throw new YamlEngineException("maps and lists are nested more than " + YamlDocuments.MAX_DEPTH + " deep");
        }
        if (event instanceof AliasEvent alias) {
            return repeated(alias);
        }
        int valuesBefore = values;
        int charactersBefore = characters;
        YamlValue value;
        if (event instanceof ScalarEvent scalar) {
            count(1, scalar.getValue().length());
            value = scalar(scalar);
        } else {
            count(1, 0);
            CollectionStartEvent start = (CollectionStartEvent) event;
            refuseTag(start, start.getTag());
            value = event instanceof MappingStartEvent ? map(line(event), depth) : list(line(event), depth);
        }
        Counted counted = new Counted(value, values - valuesBefore, characters - charactersBefore);
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, counted));
        return value;
    }

    /** What an alias names; it counts in full, so that aliases of aliases can't grow without bound. */
    private YamlValue repeated(AliasEvent event) {
        Counted original = anchors.get(event.getAlias());
        if (original == null) {
            throw new YamlEngineException(
                    "the alias *" + event.getAlias().getValue() + " repeats nothing that stands before it");
        }
        count(original.size(), original.characters());
        return original.value();
    }

    private void count(int moreValues, int moreCharacters) {
        values += moreValues;
        characters += moreCharacters;
        if (values > YamlDocuments.MAX_VALUES) {
            throw new YamlEngineException(
                    "the file holds more than " + YamlDocuments.MAX_VALUES + " values, repeated aliases included");
        }
        if (characters > YamlDocuments.MAX_TEXT) {
            throw new YamlEngineException("the file's values have more than " + YamlDocuments.MAX_TEXT
                    + " characters, repeated aliases included");
        }
    }

    private YamlScalar scalar(ScalarEvent event) {
        refuseTag(event, event.getTag());
        String text = event.getValue();
        return new YamlScalar(file, line(event), text, event.isPlain() ? kind(text) : Kind.TEXT, !event.isPlain());
    }

    private static Kind kind(String text) {
        Tag tag = CORE_SCHEMA.resolve(text, true);
        if (tag.equals(Tag.INT)) {
            return Kind.INTEGER;
        } else if (tag.equals(Tag.FLOAT)) {
            return Kind.FLOAT;
        } else if (tag.equals(Tag.BOOL)) {
            return Kind.BOOLEAN;
        } else if (tag.equals(Tag.NULL)) {
            return Kind.NULL;
        }
        return Kind.TEXT;
    }

    private YamlList list(int line, int depth) {
        List<YamlValue> items = new ArrayList<>();
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            items.add(value(event, depth + 1));
        }
        return new YamlList(file, line, items);
    }

    private YamlMap map(int line, int depth) {
        List<YamlMap.Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            int keyLine = line(event);
            YamlValue key = value(event, depth + 1);
            YamlValue value = value(next(), depth + 1);
            if (!(key instanceof YamlScalar scalar)) {
                problems.add(file, keyLine, "a key is " + key.kindName() + "; keys must be single words");
            } else if (!names.add(scalar.text())) {
                problems.add(file, keyLine, "the key `" + scalar.text() + "` stands twice in the same map");
            } else {
                entries.add(new YamlMap.Entry(scalar, value));
            }
        }
        return new YamlMap(file, line, entries);
    }

    private void refuseTag(Event event, Optional<String> tag) {
        tag.ifPresent(name -> problems.add(
                file, line(event), "the tag " + shown(name) + " is not supported; quote a value to make it a text"));
    }

    private static String shown(String tag) {
        return tag.startsWith(Tag.PREFIX) ? "!!" + tag.substring(Tag.PREFIX.length()) : tag;
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
