package io.tocsin.monitor.account;

import io.tocsin.monitor.wire.CommandResultCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.monitor.worker.LedgerReader;
import io.tocsin.monitor.worker.OffsetTracker;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One assigned partition of the commands: which of its records are unfinished, and what its results tell. A record is
 * finished once its final result is recorded.
 */
final class CommandPartition extends OffsetTracker implements LedgerReader.Reading {

    private static final Logger LOG = LoggerFactory.getLogger(CommandPartition.class);

    private final AccountLedger ledger = new AccountLedger();
    private boolean isLedgerRead;

    AccountLedger ledger() {
        return ledger;
    }

    boolean isLedgerRead() {
        return isLedgerRead;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null && TickCodec.isTick(record.headers())) {
            return;
        }
        try {
            ledger.apply(CommandResultCodec.decode(record.value()));
        } catch (MalformedRecordException e) {
            LOG.error(
                    "The result at {}-{} offset {} can't be read and is passed over: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }

    @Override
    public void complete() {
        isLedgerRead = true;
    }
}
