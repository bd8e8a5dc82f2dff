package io.gatehouse.models;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.models.RoutedModels.Member;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Hears one provider once, and passes on what is an answer.
final class Attempt implements ErrorHandler {
    /// How long the rest of an answer that nobody wants may take.
    private static final Duration REST = Duration.ofSeconds(5);

    private final FailoverCall call;
    private final ModelRequest request;
    private final Member member;
    private final ResponseHandler answer;
    private @Nullable StreamOpening opening;
    private boolean passing;
    private boolean left;
    private @Nullable Duration wait;

    Attempt(FailoverCall call, ModelRequest request, Member member, ResponseHandler answer) {
        this.call = call;
        this.request = request;
        this.member = member;
        this.answer = answer;
    }

    @Override
    public BodyMode head(int status, Headers headers) {
        if (RetryRules.worthwhile(status, headers)) {
            wait = call.again(true, RetryRules.wanted(headers));
            if (wait != null) {
                call.extend(REST);
                return BodyMode.DISCARD;
            }
        }
        progress();
        opening = StreamOpening.of(request, status, headers);
        return opening == null ? begin(status, headers) : BodyMode.PIECES;
    }

    @Override
    public void error(ApiError error, Headers headers) {
        if (RetryRules.worthwhile(error.status(), headers)) {
            Duration again = call.again(true, RetryRules.wanted(headers));
            if (again != null) {
                call.askAfter(again);
                return;
            }
        }
        WholeAnswer.give(error, headers, answer);
    }

    @Override
    public void broken(ApiError error) {
        if (left) {
            return;
        }
        StreamOpening first = opening;
        if (first == null) {
            ErrorHandler.breakOff(error, answer);
            return;
        }
        left = true;
        Duration again = StreamOpening.mayPass(error) ? call.again(true, null) : null;
        if (again != null) {
            call.leave(this);
            call.askAfter(again);
        } else {
            WholeAnswer.give(error, first.headers(), answer);
        }
    }

    private BodyMode begin(int status, Headers headers) {
        passing = true;
        BodyMode mode = answer.head(status, headers);
        passing = mode != BodyMode.WHOLE;
        return mode;
    }

    private void progress() {
        if (call.unlimited()) {
            call.extend(member.times().silence());
        }
    }

    @Override
    public void whole(byte[] body) {
        passing = true;
        answer.whole(body);
    }

    @Override
    public void event(ServerSentEvent event) {
        progress();
        answer.event(event);
    }

    @Override
    public void piece(byte[] bytes) {
        if (left) {
            return;
        }
        progress();
        StreamOpening first = opening;
        if (first == null) {
            answer.piece(bytes);
        } else if (first.take(bytes)) {
            opened(first);
        }
    }

    private void opened(StreamOpening first) {
        if (first.failed()) {
            wait = call.again(true, null);
            if (wait != null) {
                left = true;
                call.leave(this);
                call.askAfter(wait);
                return;
            }
        }
        pass(first);
    }

    private void pass(StreamOpening first) {
        opening = null;
        ApiError error = member.provider().verbatim() ? null : first.error();
        if (error != null) {
            left = true;
            call.leave(this);
            WholeAnswer.give(error, first.headers(), answer);
            return;
        }
        if (begin(first.status(), first.headers()) != BodyMode.PIECES) {
            throw new IllegalStateException("a stream is taken in pieces only");
        }
        answer.piece(first.bytes());
    }

    @Override
    public void end() {
        if (left) {
            return;
        }
        StreamOpening first = opening;
        if (first != null) {
            pass(first);
        }
        if (left) {
            return;
        }
        if (passing) {
            answer.end();
        } else {
            call.askAfter(wait == null ? Duration.ZERO : wait);
        }
    }

    @Override
    public void failed(HttpFailure failure) {
        if (left) {
            return;
        }
        if (!passing && wait == null && failure.kind() != HttpFailure.Kind.TOO_LARGE) {
            wait = call.again(RetryRules.worthwhile(failure), null);
        }
        if (passing || wait == null) {
            answer.failed(failure);
        } else {
            call.askAfter(wait);
        }
    }
}
