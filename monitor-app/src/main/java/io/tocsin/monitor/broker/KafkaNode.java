package io.tocsin.monitor.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapDirectory;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble.VerificationFlag;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's production classes, put together as one node that is controller and broker. The only class but {@link Predecessor} that
 * knows these internal APIs (4.3.1). {@code KafkaRaftServer}, which does the same for the command line, hides the bound port and
 * ends the process on a fatal fault.
 */
final class KafkaNode {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaNode.class);
    private static final Duration CONTROLLED_SHUTDOWN = Duration.ofSeconds(5);

    private final SharedServer shared;
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final PreboundController controllerSocket;
    private final CompletableFuture<Throwable> fault;

    private KafkaNode(
            SharedServer shared,
            ControllerServer controller,
            BrokerServer broker,
            PreboundController controllerSocket,
            CompletableFuture<Throwable> fault) {
        this.shared = shared;
        this.controller = controller;
        this.broker = broker;
        this.controllerSocket = controllerSocket;
        this.fault = fault;
    }

    /**
     * Starts the node and waits until it serves clients; formats the folder when it is new.
     *
     * @param fault completed when the node meets a fault that it can't live with, also later
     * @throws Exception whatever Kafka throws; nothing is left running then
     */
    static KafkaNode start(Path logFolder, BrokerSecret secret, Duration maxStartup, CompletableFuture<Throwable> fault)
            throws Exception {
        format(logFolder);
        PreboundController controllerSocket = PreboundController.bind();
        KafkaExits.report(fault);
        KafkaNode node;
        try {
            Map<String, String> settings = NodeSettings.of(logFolder, controllerSocket.port(), secret, maxStartup);
            node = build(new KafkaConfig(settings, false), logFolder, controllerSocket, fault);
        } catch (Throwable e) {
            controllerSocket.close();
            KafkaExits.forget(fault);
            throw e;
        }
        try {
            node.controller.startup();
            Predecessor.signOff(node.controller.controller(), node.shared.loader(), maxStartup);
            node.broker.startup();
            return node;
        } catch (Throwable e) { // an Error, too, leaves threads that write
            try {
                node.stop();
            } catch (Throwable second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static void format(Path logFolder) throws Exception {
        // Kafka makes its files as the process's mask has it, and the data folder may be one that everybody may read.
        PrivateFiles.makePrivate(logFolder);
        if (isFormatted(logFolder)) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(NodeSettings.NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(logFolder.toString()))
                .setMetadataLogDirectory(logFolder.toString())
                .setControllerListenerName(NodeSettings.CONTROLLER_LISTENER)
                .run();
    }

    static boolean isFormatted(Path logFolder) {
        return Files.exists(logFolder.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME));
    }

    private static KafkaNode build(
            KafkaConfig config, Path logFolder, PreboundController sockets, CompletableFuture<Throwable> fault)
            throws Exception {
        MetaPropertiesEnsemble metaProperties = new MetaPropertiesEnsemble.Loader()
                .addMetadataLogDir(logFolder.toString())
                .addLogDirs(List.of(logFolder.toString()))
                .load();
        metaProperties.verify(
                Optional.empty(),
                OptionalInt.of(NodeSettings.NODE_ID),
                EnumSet.of(VerificationFlag.REQUIRE_AT_LEAST_ONE_VALID, VerificationFlag.REQUIRE_METADATA_LOG_DIR));
        SharedServer shared = new SharedServer(
                config,
                metaProperties,
                Time.SYSTEM,
                new Metrics(),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.<InetSocketAddress>of(),
                faultHandlers(fault),
                sockets);
        ControllerServer controller = new ControllerServer(
                shared, KafkaRaftServer.configSchema(), new BootstrapDirectory(logFolder.toString()).read());
        return new KafkaNode(shared, controller, new BrokerServer(shared), sockets, fault);
    }

    /** Kafka's own handler of fatal faults ends the process; this one tells who started the node. */
    private static FaultHandlerFactory faultHandlers(CompletableFuture<Throwable> fault) {
        return (name, fatal, action) -> (message, cause) -> {
            LOG.error("Fault of the embedded broker in {}: {}", name, message, cause);
            action.run();
            RuntimeException exception = new RuntimeException("fault in " + name + ": " + message, cause);
            if (fatal) {
                fault.complete(exception);
            }
            return exception;
        };
    }

    /** Where clients connect. */
    String bootstrapServers() {
        return NodeSettings.HOST + ":" + broker.boundPort(ListenerName.normalised(NodeSettings.CLIENT_LISTENER));
    }

    /** The controller stops after the broker, which signs off with it. */
    void stop() {
        try {
            broker.shutdown(CONTROLLED_SHUTDOWN);
        } finally {
            try {
                controller.shutdown();
            } finally {
                controllerSocket.close();
                KafkaExits.forget(fault);
            }
        }
    }

    /** Hands out a socket that was bound before anybody knew its port. */
    private static final class PreboundController implements ServerSocketFactory {
        private final ServerSocketChannel channel;

        private PreboundController(ServerSocketChannel channel) {
            this.channel = channel;
        }

        static PreboundController bind() throws IOException {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.bind(new InetSocketAddress(NodeSettings.HOST, 0));
                channel.configureBlocking(false);
                return new PreboundController(channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }

        int port() {
            return channel.socket().getLocalPort();
        }

        @Override
        public ServerSocketChannel openServerSocket(
                String listener, InetSocketAddress address, int listenBacklogSize, int recvBufferSize)
                throws IOException {
            return listener.equals(NodeSettings.CONTROLLER_LISTENER)
                    ? channel
                    : INSTANCE.openServerSocket(listener, address, listenBacklogSize, recvBufferSize);
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.warn("The controller's socket could not be closed", e);
            }
        }
    }
}
