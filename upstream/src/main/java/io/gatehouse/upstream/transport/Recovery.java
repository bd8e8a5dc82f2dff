package io.gatehouse.upstream.transport;

import io.gatehouse.http.Headers;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.reading.ServerMessage;
import io.gatehouse.upstream.reading.ServerReader;
import org.jspecify.annotations.Nullable;

/// Sends a call once more where the server did not take it, or where repeating it does no harm: with another session,
/// with other credentials, or over another connection; each at most once a call.
final class Recovery {
    private final StreamableCall call;
    private boolean renewedSession;
    private boolean renewedCredentials;
    private boolean sentAgain;

    Recovery(StreamableCall call) {
        this.call = call;
    }

    /// Whether a refused call goes on, with what the server misses.
    boolean tried(int status, Headers headers, byte[] body, @Nullable LegacySession session) {
        HttpEndpoint endpoint = call.connection().endpoint();
        if ((status == 401 || status == 403) && endpoint.renewable() && !renewedCredentials) {
            renewedCredentials = true;
            endpoint.renewLater().thenRun(call::start);
            return true;
        }
        // A token that came with a request is the matter of whoever sent it.
        boolean matterOfTheCaller = status == 401 && endpoint.credentialOfRequest();
        if (session == null || session.id() == null || renewedSession || matterOfTheCaller) {
            return false;
        }
        Response error = error(body);
        if (sessionLost(status, error, body)) {
            renewedSession = true;
            if (goesAgain(status)) {
                startWithAnotherSession(session, status, headers, body);
            } else {
                call.connection().renew(session).whenComplete((made, failure) -> notRepeated(status, headers, body));
            }
            return true;
        }
        if (sessionDoubtful(status, headers, error)) {
            renewedSession = true;
            boolean again = goesAgain(status);
            call.connection().renewOnDoubt(session).whenComplete((made, failure) -> {
                if (failure == null && again) {
                    call.start();
                } else {
                    call.end(HttpProblems.refused(endpoint, status, headers, body));
                }
            });
            return true;
        }
        return false;
    }

    /// Whether an error on the stream of a call says that the server lost the session: another is made for the calls
    /// after it.
    boolean lostOnStream(Response error, @Nullable LegacySession session) {
        if (session == null || session.id() == null || renewedSession || !SessionError.in(error)) {
            return false;
        }
        renewedSession = true;
        call.connection().renew(session).whenComplete((made, failure) -> forgotten());
        return true;
    }

    private void startWithAnotherSession(LegacySession lost, int status, Headers headers, byte[] body) {
        call.connection().renew(lost).whenComplete((made, failure) -> {
            if (failure == null) {
                call.start();
            } else if (status == 401) {
                notRepeated(status, headers, body);
            } else {
                call.fail(
                        Kind.UNAVAILABLE,
                        "its session expired and a new one could not be started",
                        HttpProblems.connectRemedy(call.connection().endpoint()),
                        Outcome.NOT_SENT);
            }
        });
    }

    /// With these statuses a server says that it did not take the call; otherwise nobody knows.
    private boolean goesAgain(int status) {
        return switch (status) {
            case 400, 401, 404, 410 -> true;
            default -> call.outgoing().repeatable();
        };
    }

    private void notRepeated(int status, Headers headers, byte[] body) {
        if (status >= 200 && status < 300) {
            forgotten();
        } else {
            call.end(HttpProblems.refused(call.connection().endpoint(), status, headers, body));
        }
    }

    private void forgotten() {
        call.fail(
                Kind.REFUSED,
                "it no longer knows the session of the call",
                "check whether the call took effect before you repeat it",
                Outcome.SENT_OUTCOME_UNKNOWN);
    }

    /// Sends a call of which no byte was written once more.
    boolean sentAgain() {
        if (sentAgain) {
            return false;
        }
        sentAgain = true;
        call.start();
        return true;
    }

    /// 404 and 410 say so, and under any status an error that does; some servers say it with 400 and words.
    private static boolean sessionLost(int status, @Nullable Response error, byte[] body) {
        // The code stands for missing rights too, and some have a bound on sessions.
        boolean otherMatter = status == 429 || (status == 401 || status == 403) && !SessionError.in(body);
        if (error != null && SessionError.in(error) && !otherMatter) {
            return true;
        }
        return switch (status) {
            case 404, 410 -> error == null || !answersTheRequest(error);
            case 400 -> (error == null || !answersTheRequest(error)) && SessionError.in(body);
            default -> false;
        };
    }

    /// Some servers answer 401 or, after a restart, 503 to a session that they have forgotten. A 503 that says when to
    /// come back is about the load.
    private static boolean sessionDoubtful(int status, Headers headers, @Nullable Response error) {
        return (status == 401 || status == 503 && headers.get("retry-after") == null)
                && (error == null || !answersTheRequest(error));
    }

    /// An error of JSON-RPC itself under our id, an unknown method say, is about the request and not the
    /// session.
    private static boolean answersTheRequest(Response error) {
        return error.id() != null && error.errorCode() <= -32_600;
    }

    /// The error in a body that is none of another request.
    private @Nullable Response error(byte[] body) {
        return Messages.looksLikeJson(body)
                        && call.connection().reader().read(Slice.of(body)) instanceof ServerMessage.Known known
                        && known.message() instanceof Response response
                        && response.failed()
                        && (response.id() == null || ServerReader.same(call.id(), response.id()))
                ? response
                : null;
    }
}
