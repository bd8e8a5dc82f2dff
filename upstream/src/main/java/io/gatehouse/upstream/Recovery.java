package io.gatehouse.upstream;

import io.gatehouse.http.Headers;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.CallFailure.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Sends a call once more where the server did not take it, or where repeating it does no harm: with another session,
/// with other credentials, or over another connection; each at most once a call.
final class Recovery {
    private static final int LOOKED_AT = 2_000;

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
        if (session == null || session.id() == null || renewedSession) {
            return false;
        }
        if (sessionLost(status, body)) {
            renewedSession = true;
            call.connection().renew(session).whenComplete((made, failure) -> {
                if (failure == null) {
                    call.start();
                } else {
                    call.fail(
                            Kind.UNAVAILABLE,
                            "its session expired and no other could be made",
                            HttpProblems.connectRemedy(endpoint),
                            Outcome.NOT_SENT);
                }
            });
            return true;
        }
        if (sessionDoubtful(status, headers, body)) {
            renewedSession = true;
            boolean again = status == 401 || call.outgoing().repeatable();
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

    /// Sends a call of which no byte was written once more.
    boolean sentAgain() {
        if (sentAgain) {
            return false;
        }
        sentAgain = true;
        call.start();
        return true;
    }

    /// 404 and 410 say so; some servers say it with 400 and words.
    private boolean sessionLost(int status, byte[] body) {
        if (status != 404 && status != 410 && status != 400 || answersTheRequest(body)) {
            return false;
        }
        String text =
                new String(body, 0, Math.min(body.length, LOOKED_AT), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        return status != 400 || text.contains("session") || text.contains("not initialized");
    }

    /// Some servers answer 401 or, after a restart, 503 to a session that they have forgotten. A 503 that says when to
    /// come back is about the load, and a token that came with a request is the matter of whoever sent it.
    private boolean sessionDoubtful(int status, Headers headers, byte[] body) {
        return (status == 401 && !call.connection().endpoint().credentialOfRequest()
                        || status == 503 && headers.get("retry-after") == null)
                && !answersTheRequest(body);
    }

    /// An error of JSON-RPC itself under our id, an unknown method say, is about the request and not the
    /// session.
    private boolean answersTheRequest(byte[] body) {
        try {
            return Messages.looksLikeJson(body)
                    && Messages.READER.read(Slice.of(body)) instanceof Response response
                    && ServerReader.same(call.id(), response.id())
                    && response.errorCode() <= -32_600;
        } catch (MalformedMessageException noMessage) {
            return false;
        }
    }
}
