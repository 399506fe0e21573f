package io.tocsin.monitor.app;

import io.tocsin.monitor.broker.BrokerException;
import io.tocsin.monitor.wire.ClientKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an instance id is free. Kafka doesn't refuse the second process that comes with one: it throws the first out,
 * which may be the one that does all the work.
 *
 * <p>A member of that name may also be what is left of this very process, killed a moment ago. Kafka Streams keeps a
 * process's own id beside its state and puts it into the names of its clients: that tells one from the other. Where the
 * state is lost, or the configuration names the clients, a member that is dead ends with its session.
 */
final class InstanceCheck {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceCheck.class);
    private static final String PROCESS_FILE = "kafka-streams-process-metadata";
    private static final Pattern PROCESS_ID = Pattern.compile("\"processId\"\\s*:\\s*\"([0-9a-fA-F-]+)\"");
    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int API_TIMEOUT_MS = 30_000;
    private static final int MARGIN_MS = 5_000;
    private static final int POLL_MS = 500;

    private InstanceCheck() {}

    /**
     * Returns once no other process has the instance id in a stage's group.
     *
     * @param applicationFolder where Kafka Streams keeps the stage's state
     * @throws BrokerException if another one has it for longer than a dead member can stay, or Kafka can't be asked
     */
    static void requireFree(
            Map<String, String> clientProperties, String applicationId, String instanceId, Path applicationFolder)
            throws IOException {
        Optional<String> ownProcess = processId(applicationFolder);
        long deadlineNs =
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(sessionTimeoutMs(clientProperties) + MARGIN_MS);
        boolean isToldOf = false;
        try (Admin admin =
                Admin.create(ClientKind.ADMIN.impatient(clientProperties, REQUEST_TIMEOUT_MS, API_TIMEOUT_MS))) {
            while (true) {
                Optional<MemberDescription> other = members(admin, applicationId).stream()
                        .filter(member -> isOfAnother(member, instanceId, ownProcess))
                        .findFirst();
                if (other.isEmpty()) {
                    return;
                }
                if (System.nanoTime() - deadlineNs >= 0) {
                    throw new BrokerException("The instance_id '" + instanceId + "' is in use by another process, at "
                            + other.get().host() + " in the group " + applicationId
                            + "; each process on a cluster needs one of its own");
                }
                if (!isToldOf) {
                    isToldOf = true;
                    LOG.info(
                            "The instance id {} is in use in the group {}; waiting whether that process is dead",
                            instanceId,
                            applicationId);
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while the group " + applicationId + " was asked for", e);
        }
    }

    private static int sessionTimeoutMs(Map<String, String> clientProperties) {
        Object configured = ClientKind.CONSUMER
                .properties(clientProperties)
                .getOrDefault(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, ClientKind.SESSION_TIMEOUT_MS);
        return (Integer) ConfigDef.parseType(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, configured, ConfigDef.Type.INT);
    }

    /** Kafka Streams makes one member of each of its threads, and numbers them: {@code instanceId-1}. */
    private static boolean isOfAnother(MemberDescription member, String instanceId, Optional<String> ownProcess) {
        boolean isOfTheSameName = member.groupInstanceId()
                .filter(id -> id.matches(Pattern.quote(instanceId) + "-[0-9]+"))
                .isPresent();
        return isOfTheSameName
                && ownProcess.filter(id -> member.clientId().contains(id)).isEmpty();
    }

    private static Collection<MemberDescription> members(Admin admin, String group)
            throws BrokerException, InterruptedException {
        try {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .flatMap(description -> description.members().stream())
                    .toList();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw new BrokerException("The group " + group + " can't be asked for: " + e.getCause(), e);
        }
    }

    /** Empty where nothing ran yet. */
    private static Optional<String> processId(Path applicationFolder) throws IOException {
        try {
            Matcher found = PROCESS_ID.matcher(Files.readString(applicationFolder.resolve(PROCESS_FILE)));
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
