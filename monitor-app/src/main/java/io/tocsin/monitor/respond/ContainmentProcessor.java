package io.tocsin.monitor.respond;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.ContainmentRequestCodec;
import io.tocsin.monitor.wire.ContainmentStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.monitor.wire.StreamRejection;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountMemory;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.Blocking;
import io.tocsin.rules.containment.Containment;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.containment.ContainmentRequest;
import io.tocsin.rules.containment.Decision;
import io.tocsin.rules.containment.LockBudget;
import io.tocsin.rules.roster.Roster;
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

    private final ContainmentPolicy policy;
    private final Roster roster;
    private final Containment containment;
    private ProcessorContext<byte[], byte[]> context;
    private ContainmentStore store;
    private BlockTable blocks;
    private SpentBudgets budgets;
    /** What networks are allowed is fixed until the next start, and so is looked at once: at the first tick. */
    private boolean hasAllowed;

    /** Makes the processors, each with the store it owns. */
    record Supplier(ContainmentPolicy policy, Roster roster)
            implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new ContainmentProcessor(policy, roster);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(StageTopology.store(STORE));
        }
    }

    @SuppressWarnings("NullAway.Init") // init() is called before process()
    private ContainmentProcessor(ContainmentPolicy policy, Roster roster) {
        this.policy = policy;
        this.roster = roster;
        this.containment = new Containment(policy);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        store = new ContainmentStore(processorContext.getStateStore(STORE));
        BlockStore blockStore = new BlockStore(processorContext.getStateStore(STORE));
        blocks = new BlockTable(new Blocking(policy), blockStore, processorContext);
        budgets = new SpentBudgets(policy, roster, blockStore, processorContext);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.key() == null && TickCodec.isTick(record.headers())) {
            tick(record);
            return;
        }
        try {
            ContainmentRequest request = request(record);
            if (request instanceof AccountRequest ofAccount) {
                decide(ofAccount, record);
            } else if (request instanceof BlockRequest ofSource) {
                blocks.decide(ofSource, record.timestamp());
            }
        } catch (MalformedRecordException e) {
            context.forward(
                    StreamRejection.of(context, record, String.valueOf(e.getMessage())), RespondTopology.REJECTED_SINK);
        }
    }

    /** A request under another key would be counted against the tenant's budget by another task, and so twice. */
    private static ContainmentRequest request(Record<byte[], byte[]> record) throws MalformedRecordException {
        ContainmentRequest request = ContainmentRequestCodec.decode(record.value());
        if (!Arrays.equals(record.key(), ContainmentRequestCodec.key(request))) {
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
        if (decision.changesBudget()) {
            store.put(request.tenant(), decision.budgetAfter(budget));
        }
        publish(decision, record);
        decision.commands().forEach(command -> goOnWithoutLock(command, record.timestamp()));
    }

    /** In place of a lock that can't be, its sources are blocked; where the budget is spent, people are told. */
    private void goOnWithoutLock(AccountCommand command, long nowMs) {
        Blocking.insteadOf(command).forEach(request -> blocks.decide(request, nowMs));
        if (command.code() == AccountCommand.Code.SKIPPED_BUDGET) {
            budgets.refused(command.request().tenant(), nowMs);
        }
    }

    private void tick(Record<byte[], byte[]> record) {
        if (!hasAllowed) {
            hasAllowed = true;
            allow(record);
        }
        blocks.tick(record.timestamp(), DUE_LIMIT);
        budgets.tick(record.timestamp());
        tick(store.dueUnlocks(record.timestamp(), DUE_LIMIT), record);
        tick(store.dueForgets(record.timestamp(), DUE_LIMIT), record);
    }

    /** Lifts the locks and blocks that networks stand in the way of which are allowed now. */
    private void allow(Record<byte[], byte[]> record) {
        if (policy.allowed().isEmpty()) {
            return;
        }
        for (Bytes account : store.locked()) {
            AccountMemory memory = store.memory(account);
            Decision decision = containment.allow(memory, record.timestamp());
            store.replace(account, memory, decision.memory());
            publish(decision, record);
        }
        blocks.allow(record.timestamp());
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
        for (AccountCommand command : decision.commands()) {
            byte[] key = AccountCommandCodec.key(command);
            context.forward(
                    new Record<>(key, AccountCommandCodec.encode(command), cause.timestamp()),
                    RespondTopology.COMMANDS_SINK);
        }
    }
}
