package io.tocsin.monitor.respond;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountRequestCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.CommandResultCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.RejectedRecord;
import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.StreamRejection;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountProjection;
import io.tocsin.rules.containment.AccountProjection.Projected;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AccountView;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.ReportedResult;
import io.tocsin.rules.containment.UndoneLock;
import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Makes the state of each account from the commands that were decided and the results that executors report. Time is the
 * record's timestamp: the append time.
 */
final class AccountsProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    static final String STORE = "accounts-v1";

    /** For how many accounts one tick does something at most; the rest waits for the next. */
    static final int DUE_LIMIT = 10_000;

    private final String resultsTopic;
    private final AccountProjection projection;
    private ProcessorContext<byte[], byte[]> context;
    private AccountsStore store;

    /**
     * Makes the processors, each with the store it owns.
     *
     * @param resultsTopic the topic whose records are results; those of any other are commands
     */
    record Supplier(String resultsTopic, boolean isProviderExpected)
            implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new AccountsProcessor(resultsTopic, new AccountProjection(isProviderExpected));
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(StageTopology.store(STORE));
        }
    }

    @SuppressWarnings("NullAway.Init") // init() is called before process()
    private AccountsProcessor(String resultsTopic, AccountProjection projection) {
        this.resultsTopic = resultsTopic;
        this.projection = projection;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        KeyValueStore<Bytes, byte[]> entries = processorContext.getStateStore(STORE);
        store = new AccountsStore(entries);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.key() == null && TickCodec.isTick(record.headers())) {
            tick(record.timestamp());
            return;
        }
        RecordMetadata at = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a command or a result stands on a topic"));
        try {
            if (at.topic().equals(resultsTopic)) {
                result(record, at.offset());
            } else {
                command(record);
            }
        } catch (MalformedRecordException e) {
            context.forward(
                    StreamRejection.of(context, record, String.valueOf(e.getMessage())),
                    RespondTopology.REJECTED_RESULTS_SINK);
        }
    }

    private void command(Record<byte[], byte[]> record) throws MalformedRecordException {
        AccountCommand command = AccountCommandCodec.decode(record.value());
        requireKey(record, AccountCommandCodec.key(command));
        AccountView before = store.view(record.key());
        apply(record.key(), before, projection.command(before, command, record.timestamp()), record.timestamp());
    }

    private void result(Record<byte[], byte[]> record, long offset) throws MalformedRecordException {
        CommandResult result = CommandResultCodec.decode(record.value());
        requireKey(record, CommandResultCodec.key(result));
        AccountView before = store.view(record.key());
        ReportedResult report = new ReportedResult(result, record.timestamp(), offset);
        apply(record.key(), before, projection.result(before, report), record.timestamp());
    }

    /** Under another key, a record would be read by another task than the rest of its account. */
    private static void requireKey(Record<byte[], byte[]> record, byte[] key) throws MalformedRecordException {
        if (!Arrays.equals(record.key(), key)) {
            throw new MalformedRecordException(
                    "the key of an account's command or result must be its tenant and account, as a JSON array");
        }
    }

    private void tick(long nowMs) {
        for (byte[] account : store.due(nowMs, DUE_LIMIT)) {
            AccountView before = store.view(account);
            apply(account, before, projection.tick(before, nowMs), nowMs);
        }
    }

    private void apply(byte[] account, AccountView before, Projected projected, long nowMs) {
        store.replace(account, before, projected.view());
        for (AccountState state : projected.states()) {
            context.forward(
                    new Record<>(account, AccountStateCodec.encode(state), nowMs), RespondTopology.ACCOUNTS_SINK);
            UndoneLock.of(state, nowMs).ifPresent(undone -> tell(undone, nowMs));
        }
        for (ReportedResult unknown : projected.unknown()) {
            context.forward(
                    StreamRejection.ofEarlier(
                            account,
                            CommandResultCodec.encode(unknown.result()),
                            "no command of this account has the id that the result is about",
                            place(unknown),
                            nowMs),
                    RespondTopology.REJECTED_RESULTS_SINK);
        }
    }

    /** Where requests are decided nobody reads what executors report. */
    private void tell(AccountRequest undone, long nowMs) {
        context.forward(
                new Record<>(AccountRequestCodec.key(undone), AccountRequestCodec.encode(undone), nowMs),
                RespondTopology.UNDONE_SINK);
    }

    private RejectedRecord.Place place(ReportedResult report) {
        return new RejectedRecord.Place(
                resultsTopic, context.taskId().partition(), report.offset(), report.reportedAtMs());
    }
}
