package io.tocsin.rules.sigma;

import io.tocsin.rules.match.Decimal;
import io.tocsin.rules.match.IpNetwork;
import io.tocsin.rules.match.IpNetworks;
import io.tocsin.rules.match.Need;
import io.tocsin.rules.match.RegularExpression;
import io.tocsin.rules.match.TextPattern;
import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.List;
import java.util.Set;

/** How a value as it is written is taken; the first modifier behind its field says it. */
enum Reading {
    /** A text with wildcards; what YAML takes for anything else is meant as it is written. */
    TEXT {
        @Override
        ValueTest read(YamlScalar value) {
            return new ValueTest.Text(pattern(value));
        }
    },
    NUMBER {
        @Override
        ValueTest read(YamlScalar value) throws UnfitValueException {
            return number(value);
        }
    },
    REGEX {
        @Override
        ValueTest read(YamlScalar value) throws UnfitValueException {
            try {
                return new ValueTest.Regex(RegularExpression.compile(value.text(), Set.of()));
            } catch (RegularExpression.InvalidExpressionException e) {
                throw new UnfitValueException(e);
            }
        }
    },
    NETWORK {
        @Override
        ValueTest read(YamlScalar value) throws UnfitValueException {
            try {
                return new ValueTest.Network(new IpNetworks(List.of(IpNetwork.parse(value.text()))));
            } catch (IpNetwork.InvalidNetworkException e) {
                throw new UnfitValueException(e);
            }
        }
    },
    FIELD {
        @Override
        ValueTest read(YamlScalar value) throws UnfitValueException {
            String name = pattern(value).exact();
            if (name == null || name.isEmpty()) {
                throw new UnfitValueException(
                        "`fieldref` takes the name of a field, without wildcards; it has " + value.shown());
            }
            return new ValueTest.SameAs(name, Need.Place.WHOLE, false);
        }
    },
    PRESENCE {
        @Override
        ValueTest read(YamlScalar value) throws UnfitValueException {
            return new ValueTest.Exists(value.asBoolean()
                    .orElseThrow(() -> new UnfitValueException("`exists` takes a single true or false")));
        }
    };

    /** The test that the value is before any modifier changes it. */
    abstract ValueTest read(YamlScalar value) throws UnfitValueException;

    private static TextPattern pattern(YamlScalar value) {
        return value.kind() == YamlScalar.Kind.TEXT
                ? TextPattern.ofSigma(value.text())
                : TextPattern.ofPlain(value.text());
    }

    private static ValueTest.OfOne number(YamlScalar value) throws UnfitValueException {
        if (value.asLong().isPresent()) {
            return new ValueTest.Whole(value.asLong().orElseThrow());
        }
        return new ValueTest.Fraction(new Decimal(value.asNumber()
                .orElseThrow(() -> new UnfitValueException(
                        value.isNumber()
                                ? "a number has at most " + YamlScalar.MAX_DIGITS + " digits, those of its exponent"
                                        + " included, and at most 64 bits where it isn't decimal"
                                : "a number is expected instead of " + value.shown()))));
    }
}
