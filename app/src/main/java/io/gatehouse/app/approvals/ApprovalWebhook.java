package io.gatehouse.app.approvals;

import io.gatehouse.doors.admin.ApprovalJson;
import io.gatehouse.gateway.approval.ApprovalHook;
import io.gatehouse.gateway.approval.WebhookSignature;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.protocol.Json;
import io.gatehouse.store.StoredApproval;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells a URL of each call that begins to wait for approval, signed as Standard Webhooks has it. What fails is sent
/// again for a while; no call waits for it.
public final class ApprovalWebhook implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ApprovalWebhook.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MOST_UNSENT = 200;
    /// How long to wait before each further attempt.
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10));

    private final HttpClient client;
    private final Supplier<@Nullable ApprovalHook> hook;
    private final Semaphore room = new Semaphore(MOST_UNSENT);
    private final CountDownLatch closing = new CountDownLatch(1);

    /// @param hook who is told now; null for nobody
    public ApprovalWebhook(HttpClient client, Supplier<@Nullable ApprovalHook> hook) {
        this.client = client;
        this.hook = hook;
    }

    /// Tells of a request, on a thread of its own.
    public void waiting(StoredApproval approval) {
        if (hook.get() == null) {
            return;
        }
        if (!room.tryAcquire()) {
            LOG.log(
                    Level.WARNING,
                    "approvals.webhook is not told of request " + approval.number() + ": " + MOST_UNSENT
                            + " others have not been delivered yet.");
            return;
        }
        Thread.ofVirtual().name("webhook").start(() -> {
            try {
                deliver(approval);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            } finally {
                room.release();
            }
        });
    }

    private void deliver(StoredApproval approval) throws InterruptedException {
        String problem = attempt(approval);
        for (Duration pause : PAUSES) {
            boolean late = !Instant.now().plus(pause).isBefore(approval.expires());
            if (problem.isEmpty() || late || closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                break;
            }
            problem = attempt(approval);
        }
        if (!problem.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "approvals.webhook was not told of request " + approval.number() + ": " + problem + ".");
        }
    }

    /// Sends it once.
    ///
    /// @return what went wrong; empty when nothing did, or nobody is told any more
    private String attempt(StoredApproval approval) {
        ApprovalHook to = hook.get();
        if (to == null) {
            return "";
        }
        Instant now = Instant.now();
        String id = "approval_" + approval.number() + "_" + approval.created().toEpochMilli();
        String body = "{\"type\":\"approval.waiting\",\"timestamp\":" + Json.quote(now.toString()) + ",\"data\":"
                + ApprovalJson.of(approval, now) + "}";
        List<Header> headers = List.of(
                new Header("Content-Type", "application/json"),
                new Header("webhook-id", id),
                new Header("webhook-timestamp", String.valueOf(now.getEpochSecond())),
                new Header("webhook-signature", WebhookSignature.of(to.secret(), id, now.getEpochSecond(), body)));
        try {
            int status = client.exchange(new ClientRequest(
                            "POST",
                            to.url(),
                            headers,
                            body.getBytes(StandardCharsets.UTF_8),
                            Deadlines.total(PATIENCE)))
                    .status();
            return status >= 200 && status < 300 ? "" : "it answered " + status;
        } catch (HttpFailure failed) {
            return String.valueOf(failed.getMessage());
        }
    }

    /// Sends nothing again any more.
    @Override
    public void close() {
        closing.countDown();
    }
}
