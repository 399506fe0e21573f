package io.tocsin.topology.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.NullMarked;

/**
 * What each package may depend on, for the program below a root package: {@code io.tocsin}, or a folder of classes that
 * break every rule on purpose. A stage that isn't written yet breaks none.
 */
final class ArchitectureRules {

    private static final String[] STAGES = {
        "ingest", "detect", "respond", "notify", "account", "mail", "lookup", "audit", "dashboard", "incident"
    };

    /** Packages whose results must follow from their input alone: the core, the topologies, and what they encode with. */
    private static final String[] DETERMINISTIC = {"detect", "respond", "notify", "incident", "wire"};

    /** Doors to the outside: files, sockets, processes. Streams over bytes in memory are none. */
    private static final Set<String> OUTSIDE = Set.of(
            "java.io.File",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.FileReader",
            "java.io.FileWriter",
            "java.io.RandomAccessFile",
            "java.io.Console",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.Thread");

    private final String root;

    private ArchitectureRules(String root) {
        this.root = root;
    }

    /** All rules by a short name, in the order in which the design states them. */
    static Map<String, ArchRule> of(String root) {
        ArchitectureRules rules = new ArchitectureRules(root);
        Map<String, ArchRule> byName = new LinkedHashMap<>();
        byName.put("the core knows only Java, the YAML parser, RE2/J and JSpecify", rules.coreIsPure());
        byName.put("only the core's yaml package knows the YAML parser", rules.oneDoorToYaml());
        byName.put("the core doesn't reach outside", rules.coreDoesNoIo());
        byName.put("no stage knows another", rules.stagesAreApart());
        byName.put("wire knows no other package of the program", rules.wireIsAtTheBottom());
        byName.put("only wire touches serialization", rules.onlyWireSerializes());
        byName.put("only app starts Kafka Streams", rules.onlyAppStartsStreams());
        byName.put("only ops knows the libraries of metrics and the HTTP server", rules.onlyOpsServes());
        byName.put("only web knows the server for other programs", rules.onlyWebServes());
        byName.put("ops, web and worker know no stage", rules.helpersKnowNoStage());
        byName.put("no clock and no randomness in the core and the topologies", rules.noClockNoRandomness());
        byName.put("topologies wait for ticks, never for Kafka's timers", rules.noPunctuators());
        byName.put("every package says what it is and is null-marked", rules.packagesAreDescribed());
        return byName;
    }

    private String core() {
        return root + ".rules..";
    }

    private String monitor(String name) {
        return root + ".monitor." + name + "..";
    }

    private String[] deterministic() {
        String[] packages = new String[DETERMINISTIC.length + 1];
        packages[0] = core();
        for (int i = 0; i < DETERMINISTIC.length; i++) {
            packages[i + 1] = monitor(DETERMINISTIC[i]);
        }
        return packages;
    }

    private ArchRule coreIsPure() {
        return classes()
                .that()
                .resideInAPackage(core())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(core(), "java..", "org.snakeyaml.engine..", "com.google.re2j..", "org.jspecify..");
    }

    private ArchRule oneDoorToYaml() {
        return noClasses()
                .that()
                .resideInAPackage(core())
                .and()
                .resideOutsideOfPackage(root + ".rules.yaml..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.snakeyaml.engine..");
    }

    private ArchRule coreDoesNoIo() {
        DescribedPredicate<JavaClass> doors = DescribedPredicate.describe(
                "are files, sockets, processes or threads", type -> OUTSIDE.contains(type.getName()));
        return noClasses()
                .that()
                .resideInAPackage(core())
                .should()
                .dependOnClassesThat(doors.or(
                        resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "java.sql..")))
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in");
    }

    private ArchRule stagesAreApart() {
        return slices().assignedFrom(stageOf()).should().notDependOnEachOther().allowEmptyShould(true);
    }

    /** A class belongs to the stage in whose package it lives, if it lives in one at all. */
    private SliceAssignment stageOf() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                for (String stage : STAGES) {
                    if (resideInAPackage(monitor(stage)).test(type)) {
                        return SliceIdentifier.of(stage);
                    }
                }
                return SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "stages";
            }
        };
    }

    private ArchRule wireIsAtTheBottom() {
        return noClasses()
                .that()
                .resideInAPackage(monitor("wire"))
                .should()
                .dependOnClassesThat(resideInAPackage(root + ".monitor..").and(not(resideInAPackage(monitor("wire")))));
    }

    /** Plain clients may name Kafka's byte-array serializers: those hand bytes through and know no format. */
    private ArchRule onlyWireSerializes() {
        DescribedPredicate<JavaClass> formats = resideInAnyPackage(
                        "com.fasterxml.jackson..", "org.apache.kafka.common.serialization..", "java.io.Object..")
                .and(not(belongTo(equivalentTo(ByteArraySerializer.class))))
                .and(not(belongTo(equivalentTo(ByteArrayDeserializer.class))));
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(monitor("wire"))
                .should()
                .dependOnClassesThat(formats);
    }

    private ArchRule onlyAppStartsStreams() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(monitor("app"))
                .should()
                .dependOnClassesThat(belongTo(equivalentTo(KafkaStreams.class)));
    }

    private ArchRule onlyOpsServes() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(monitor("ops"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "io.prometheus..", "com.sun.net.httpserver..");
    }

    private ArchRule onlyWebServes() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(monitor("web"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..");
    }

    private ArchRule helpersKnowNoStage() {
        String[] stages = Arrays.stream(STAGES).map(this::monitor).toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAnyPackage(monitor("ops"), monitor("web"), monitor("worker"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(stages);
    }

    private ArchRule noClockNoRandomness() {
        return noClasses()
                .that()
                .resideInAnyPackage(deterministic())
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "the target is a clock or a source of randomness", ArchitectureRules::isClockOrChance));
    }

    private static boolean isClockOrChance(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String member = access.getTarget().getName();
        return switch (owner) {
            case "java.lang.System" -> Set.of("currentTimeMillis", "nanoTime").contains(member);
            case "java.time.Clock" -> member.startsWith("system") || member.startsWith("tick");
            case "java.util.UUID" -> member.equals("randomUUID");
            case "java.lang.Math", "java.lang.StrictMath" -> member.equals("random");
            case "java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom" -> true;
            case "java.util.Random", "java.util.SplittableRandom" -> isUnseeded(access);
            case "java.util.Collections" -> member.equals("shuffle");
            default -> owner.startsWith("java.time.") && member.equals("now");
        };
    }

    private static boolean isUnseeded(JavaAccess<?> access) {
        return access instanceof JavaConstructorCall call
                && call.getTarget().getRawParameterTypes().isEmpty();
    }

    private ArchRule noPunctuators() {
        Set<String> timers = Set.of("schedule", "currentSystemTimeMs", "currentStreamTimeMs");
        return noClasses()
                .that()
                .resideInAnyPackage(deterministic())
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "the target is a timer or clock of Kafka Streams",
                        access -> access.getTargetOwner()
                                        .getPackageName()
                                        .startsWith("org.apache.kafka.streams.processor")
                                && timers.contains(access.getTarget().getName())))
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("TimestampExtractor");
    }

    private ArchRule packagesAreDescribed() {
        return classes().that().resideInAPackage(root + "..").should(liveInADescribedPackage());
    }

    private static ArchCondition<JavaClass> liveInADescribedPackage() {
        return new ArchCondition<>("live in a package with a @NullMarked package-info") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                JavaPackage home = type.getPackage();
                boolean described = home.tryGetPackageInfo().isPresent() && home.isAnnotatedWith(NullMarked.class);
                if (!described) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + ": its package has no package-info.java with @NullMarked"));
                }
            }
        };
    }
}
