package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RosterFiles;
import io.tocsin.monitor.app.Tocsin;
import io.tocsin.monitor.broker.KafkaAccess;
import io.tocsin.monitor.broker.TopicAdmin;
import io.tocsin.monitor.broker.TopicStatus;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.monitor.wire.TopicSpec;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What the two commands about topics have in common. */
final class TopicsReport {
    private TopicsReport() {}

    /** Makes the missing topics, or only looks; shows each; 1 if one isn't fit for work. */
    static int run(Context context, TocsinConfig config, boolean isCreating, boolean isJson)
            throws IOException, InvalidDocumentException {
        List<TopicSpec> catalogue = Tocsin.catalogue(config, RosterFiles.load(config.roster()));
        if (!isCreating) {
            Session.requireRan(config);
        }
        List<TopicStatus> statuses;
        try (KafkaAccess access = Session.open(config);
                TopicAdmin admin = new TopicAdmin(access.clientProperties())) {
            statuses = isCreating ? admin.createMissing(catalogue) : admin.verify(catalogue);
        }
        Terminal terminal = context.terminal();
        if (isJson) {
            statuses.forEach(status -> terminal.json(json(status)));
        } else {
            Table table = new Table("TOPIC", "STATE", "PARTITIONS", "REMARKS");
            statuses.forEach(status -> table.add(
                    status.name(),
                    label(status),
                    Integer.toString(status.partitions()),
                    String.join("; ", status.remarks())));
            table.lines().forEach(terminal.out()::println);
        }
        List<String> problems = TopicAdmin.problems(statuses);
        problems.forEach(terminal::say);
        return problems.isEmpty() ? ExitCode.DONE : ExitCode.FOUND_WRONG;
    }

    private static String label(TopicStatus status) {
        return status.state().name().toLowerCase(Locale.ROOT);
    }

    private static JsonLine json(TopicStatus status) {
        return new JsonLine()
                .put("topic", status.name())
                .put("state", label(status))
                .put("partitions", status.partitions())
                .put("problems", status.problems())
                .put("remarks", status.remarks());
    }
}
