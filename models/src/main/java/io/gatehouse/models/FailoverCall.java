package io.gatehouse.models;

import io.gatehouse.http.Cancellable;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.RoutedModels.Member;
import io.gatehouse.protocol.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A request on its way through the providers of its model. As long as nothing of an answer was passed on,
/// it may be asked anew; from then on, what comes is the answer. A handler that takes the answer as a
/// whole may hear the heads of several, and the body of the last.
final class FailoverCall implements RoutedCall {
    private static final System.Logger LOG = System.getLogger(FailoverCall.class.getName());

    private final Failover route;
    private final ModelRequest request;
    private final ResponseHandler answer;
    private int at;
    private int tries;
    private @Nullable Attempt attempt;
    private @Nullable ClientCall sent;
    private @Nullable Cancellable waiting;
    private boolean cancelled;

    FailoverCall(Failover route, ModelRequest request, ResponseHandler answer) {
        this.route = route;
        this.request = request;
        this.answer = answer;
    }

    /// Asks the provider whose turn it is.
    void ask() {
        Member member;
        Attempt next;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            member = route.members().get(at);
            next = new Attempt(this, request, member, answer);
            attempt = next;
            sent = null;
            waiting = null;
        }
        ClientCall call;
        try {
            call = member.provider().send(AdaptedRequest.of(request, route.as(), member), next);
        } catch (ApiException refused) {
            LocalAnswer.give(answer, refused.error());
            return;
        } catch (RuntimeException | VirtualMachineError failed) {
            LOG.log(System.Logger.Level.ERROR, "the provider " + member.name() + " cannot be used", failed);
            LocalAnswer.give(
                    answer,
                    ApiError.api("The provider " + member.name() + " cannot be used.")
                            .withRemedy("The gateway's log says why."));
            return;
        }
        boolean late;
        synchronized (this) {
            late = cancelled || attempt != next;
            if (!late) {
                sent = call;
            }
        }
        if (late) {
            call.cancel();
        }
    }

    @Override
    public synchronized String provider() {
        return route.members().get(at).name();
    }

    /// Prepares for another try, and says how long to wait for it; null when there is none.
    synchronized @Nullable Duration again(boolean same, @Nullable Duration wanted) {
        RetrySettings retries = route.members().get(at).retries();
        Duration wait = wanted == null ? Backoff.wait(retries.firstWait(), retries.longestWait(), tries) : wanted;
        if (same && tries < retries.retries() && wait.compareTo(retries.longestWait()) <= 0) {
            tries++;
            route.counts().retried(provider());
            return wait;
        }
        if (at + 1 < route.members().size()) {
            route.counts().failedOver(provider());
            at++;
            tries = 0;
            return Duration.ZERO;
        }
        return null;
    }

    /// Asks when this time has passed.
    void askAfter(Duration wait) {
        if (wait.isZero()) {
            ask();
            return;
        }
        Cancellable timer = route.timers().after(wait, this::ask);
        boolean late;
        synchronized (this) {
            late = cancelled;
            waiting = timer;
        }
        if (late) {
            timer.cancel();
        }
    }

    @Override
    public void cancel() {
        ClientCall call;
        Cancellable timer;
        synchronized (this) {
            cancelled = true;
            call = sent;
            timer = waiting;
        }
        if (call != null) {
            call.cancel();
        }
        if (timer != null) {
            timer.cancel();
        }
    }

    private synchronized @Nullable ClientCall sent() {
        return sent;
    }

    @Override
    public void extend(Duration total) {
        ClientCall call = sent();
        if (call != null) {
            call.extend(total);
        }
    }

    /// While nobody takes what comes, a provider's silence is not its fault.
    @Override
    public void pause() {
        ClientCall call = sent();
        if (call != null) {
            call.pause();
            if (unlimited()) {
                call.extend(Duration.ZERO);
            }
        }
    }

    @Override
    public void resume() {
        ClientCall call = sent();
        if (call != null) {
            if (unlimited()) {
                call.extend(route.members().get(at()).times().silence());
            }
            call.resume();
        }
    }

    /// Whether an answer may take as long as it likes, as long as something comes.
    boolean unlimited() {
        return request.deadlines().total() == null;
    }

    private synchronized int at() {
        return at;
    }

    /// Calls off what an attempt still hears.
    void leave(Attempt left) {
        ClientCall call;
        synchronized (this) {
            call = attempt == left ? sent : null;
        }
        if (call != null) {
            call.cancel();
        }
    }
}
