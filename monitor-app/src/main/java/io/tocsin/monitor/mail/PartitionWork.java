package io.tocsin.monitor.mail;

import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.NotificationOutcomeCodec;
import io.tocsin.monitor.worker.LedgerReader;
import io.tocsin.monitor.worker.OffsetTracker;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One assigned partition of the notifications: which of its records are unfinished, and which have an outcome. A record is
 * finished once its outcome is acknowledged.
 */
final class PartitionWork extends OffsetTracker implements LedgerReader.Reading {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionWork.class);

    private final OutcomeLedger ledger = new OutcomeLedger();
    private boolean isLedgerRead;

    OutcomeLedger ledger() {
        return ledger;
    }

    boolean isLedgerRead() {
        return isLedgerRead;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            ledger.add(NotificationOutcomeCodec.decode(record.value()).id());
        } catch (MalformedRecordException e) {
            LOG.error(
                    "The outcome at {}-{} offset {} can't be read and is passed over: {}",
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
