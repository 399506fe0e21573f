package io.tocsin.monitor.respond;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountRequestCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.ContainmentStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.StreamRejection;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountMemory;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.Containment;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.containment.Decision;
import io.tocsin.rules.containment.LockBudget;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Decides on every request in the order of the partition, and at every tick on what time alone decides. Time is the
 * record's timestamp: the append time.
 */
final class ContainmentProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    static final String STORE = "containment-v2";

    /** How many accounts one tick unlocks, and how many it forgets, at most; the rest waits for the next tick. */
    static final int DUE_LIMIT = 10_000;

    private final Containment containment;
    private ProcessorContext<byte[], byte[]> context;
    private ContainmentStore store;

    /** Makes the processors, each with the store it owns. */
    record Supplier(ContainmentPolicy policy) implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new ContainmentProcessor(new Containment(policy));
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(StageTopology.store(STORE));
        }
    }

    @SuppressWarnings("NullAway.Init") // init() is called before process()
    private ContainmentProcessor(Containment containment) {
        this.containment = containment;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        store = new ContainmentStore(processorContext.getStateStore(STORE));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.key() == null && TickCodec.isTick(record.headers())) {
            tick(record);
            return;
        }
        try {
            decide(request(record), record);
        } catch (MalformedRecordException e) {
            context.forward(
                    StreamRejection.of(context, record, String.valueOf(e.getMessage())), RespondTopology.REJECTED_SINK);
        }
    }

    /** A request under another key would be counted against the tenant's budget by another task, and so twice. */
    private static AccountRequest request(Record<byte[], byte[]> record) throws MalformedRecordException {
        AccountRequest request = AccountRequestCodec.decode(record.value());
        if (!Arrays.equals(record.key(), AccountRequestCodec.key(request))) {
            throw new MalformedRecordException("the key of an account request must be its tenant");
        }
        return request;
    }

    private void decide(AccountRequest request, Record<byte[], byte[]> record) {
        Bytes account = ContainmentStateCodec.accountKey(request.tenant(), request.account());
        AccountMemory memory = store.memory(account);
        LockBudget budget = store.budget(request.tenant());
        Decision decision = containment.decide(memory, budget, request, record.timestamp());
        store.replace(account, memory, decision.memory());
        if (decision.spendsBudget()) {
            store.put(request.tenant(), budget.spend(record.timestamp()));
        }
        publish(decision, record);
    }

    private void tick(Record<byte[], byte[]> record) {
        tick(store.dueUnlocks(record.timestamp(), DUE_LIMIT), record);
        tick(store.dueForgets(record.timestamp(), DUE_LIMIT), record);
    }

    private void tick(List<Bytes> accounts, Record<byte[], byte[]> record) {
        for (Bytes account : accounts) {
            AccountMemory memory = store.memory(account);
            Decision decision = containment.tick(memory, record.timestamp());
            store.replace(account, memory, decision.memory());
            publish(decision, record);
        }
    }

    private void publish(Decision decision, Record<byte[], byte[]> cause) {
        for (Decision.Step step : decision.steps()) {
            AccountCommand command = step.command();
            byte[] key = AccountCommandCodec.key(command);
            context.forward(
                    new Record<>(key, AccountCommandCodec.encode(command), cause.timestamp()),
                    RespondTopology.COMMANDS_SINK);
            AccountState state = step.state();
            if (state != null) {
                context.forward(
                        new Record<>(key, AccountStateCodec.encode(state), cause.timestamp()),
                        RespondTopology.ACCOUNTS_SINK);
            }
        }
    }
}
