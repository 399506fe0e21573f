package io.tocsin.monitor.lookup;

import io.tocsin.monitor.wire.MalformedRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is held of a compacted topic that is followed. One thread writes. */
interface TopicView {

    /** Begins again: nothing is known. */
    void clear();

    /**
     * Takes in a record.
     *
     * @throws MalformedRecordException if it isn't one of this topic; it is passed over
     */
    void take(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException;

    /** Until when all has been taken in. */
    Freshness freshness();
}
