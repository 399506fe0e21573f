package io.tocsin.monitor.account.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes so many bytes of an answer, and breaks off one that has more. */
final class BoundedBody implements BodySubscriber<Answer> {

    private final int status;
    private final int maxBytes;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    /** Signals come one after the other. */
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Flow.@Nullable Subscription subscription;

    BoundedBody(int status, int maxBytes) {
        this.status = status;
        this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<Answer> getBody() {
        return answer;
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        source.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (answer.isDone()) {
                return;
            }
            byte[] part = new byte[Math.min(buffer.remaining(), maxBytes - bytes.size())];
            buffer.get(part);
            bytes.write(part, 0, part.length);
            if (buffer.hasRemaining()) {
                finish(true);
                cancel();
            }
        }
    }

    private void cancel() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        finish(false);
    }

    private void finish(boolean isCut) {
        answer.complete(new Answer(status, bytes.toByteArray(), isCut));
    }
}
