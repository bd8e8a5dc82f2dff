package io.gatehouse.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Notes what a response handler hears.
public final class Recorder implements ResponseHandler {

    private final BodyMode mode;
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch headSeen = new CountDownLatch(1);
    private final BlockingQueue<ServerSentEvent> events = new LinkedBlockingQueue<>();
    public final List<String> endings = new CopyOnWriteArrayList<>();
    public volatile int status;
    public volatile byte @Nullable [] body;
    public volatile @Nullable HttpFailure failure;
    public volatile @Nullable Thread thread;

    public Recorder(BodyMode mode) {
        this.mode = mode;
    }

    @Override
    public BodyMode head(int responseStatus, Headers headers) {
        status = responseStatus;
        headSeen.countDown();
        return mode;
    }

    @Override
    public void whole(byte[] whole) {
        body = whole;
        thread = Thread.currentThread();
        finish("whole");
    }

    @Override
    public void event(ServerSentEvent event) {
        events.add(event);
    }

    @Override
    public void end() {
        finish("end");
    }

    @Override
    public void failed(HttpFailure cause) {
        failure = cause;
        finish("failed");
    }

    private void finish(String how) {
        endings.add(how);
        over.countDown();
    }

    public ServerSentEvent nextEvent() throws InterruptedException {
        ServerSentEvent event = events.poll(10, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event came");
        }
        return event;
    }

    public String nextData() throws InterruptedException {
        return new String(nextEvent().data(), StandardCharsets.UTF_8);
    }

    public void awaitHead() throws InterruptedException {
        if (!headSeen.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no head came");
        }
    }

    public Recorder await() throws InterruptedException {
        if (!over.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the call did not end");
        }
        return this;
    }

    public HttpFailure awaitFailure() throws InterruptedException {
        HttpFailure cause = await().failure;
        if (cause == null) {
            throw new AssertionError("the call did not fail");
        }
        return cause;
    }
}
