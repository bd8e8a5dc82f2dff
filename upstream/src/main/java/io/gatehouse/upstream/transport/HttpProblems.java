package io.gatehouse.upstream.transport;

import io.gatehouse.http.Descriptors;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.tls.TlsProblem;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.reading.Shown;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says what an HTTP answer that is no message means.
final class HttpProblems {
    static final String PROTOCOL_REMEDY = "the server breaks the protocol; look for a newer version of it";

    private static final int SHOWN_TYPE = 100;
    private static final String CHECK_TOKEN = "check the `authorization_token` that the request gives for it";
    private static final String TOKEN_NOT_ALLOWED =
            "the `authorization_token` that the request gives for it is not allowed to do this";

    /// Stands for bytes that are no UTF-8.
    private static final char REPLACEMENT = '\uFFFD';

    private static final String DESCRIPTORS = "raise the limit of open files of the gateway (ulimit -n)";

    /// What a server may ask for with `Retry-After`; more is taken as this.
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int SECONDS_DIGITS = 6;

    private HttpProblems() {}

    /// A complete answer that is no message.
    static CallFailure refused(HttpEndpoint endpoint, int status, Headers headers, byte[] body) {
        Outcome outcome = status < 500 && status >= 300 ? Outcome.NOT_SENT : Outcome.SENT_OUTCOME_UNKNOWN;
        Told operator = new Told(message(endpoint, status, headers, body), remedy(endpoint, status, headers));
        return CallFailure.of(kind(status), endpoint.server(), outcome, operator)
                .tellingCallers(forCallers(endpoint, status, headers))
                .until(retryAfter(status, headers));
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 401, 403, 407 -> Kind.DENIED;
            case 429 -> Kind.RATE_LIMITED;
            case 413 -> Kind.UNFIT;
            default -> Kind.REFUSED;
        };
    }

    /// Nothing of what the server wrote, and advice only where it is the caller who can follow it.
    private static Told forCallers(HttpEndpoint endpoint, int status, Headers headers) {
        String server = "Server " + endpoint.server();
        if (endpoint.named()) {
            return new Told(server + " answered with HTTP " + status, sentence(namedRemedy(endpoint, status, headers)));
        }
        return switch (status) {
            case 401, 403 ->
                endpoint.credentialOfRequest()
                        ? new Told(
                                server + " does not accept the token of the request (HTTP " + status + ")",
                                sentence(status == 401 ? CHECK_TOKEN : TOKEN_NOT_ALLOWED))
                        : Told.of(server + " does not accept the gateway's credentials (HTTP " + status + ")");
            case 413 -> new Told(server + " does not accept a call this large (HTTP 413)", "Send less.");
            case 429 -> Told.of(server + " accepts no more calls for now (HTTP 429)");
            case 200, 202, 204 -> Told.of(server + " answered without a message");
            default -> Told.of(server + " answered with HTTP " + status);
        };
    }

    private static String sentence(String remedy) {
        return remedy.isEmpty() ? "" : Character.toUpperCase(remedy.charAt(0)) + remedy.substring(1) + ".";
    }

    /// What happened, in one sentence.
    private static String message(HttpEndpoint endpoint, int status, Headers headers, byte[] body) {
        String type = headers.get("content-type");
        String kind = MediaTypes.is(type, "text/html") ? "a web page" : readable(endpoint, headers, body);
        return "server " + endpoint.server() + " answered " + status
                + (status == 200
                        ? " with " + (type == null ? "no content type" : Shown.text(type, SHOWN_TYPE))
                                + ", which is not an MCP message"
                        : "")
                + (kind.isEmpty() ? "" : ": " + kind);
    }

    /// What a body says, if that is text.
    private static String readable(HttpEndpoint endpoint, Headers headers, byte[] body) {
        String coding = headers.get("content-encoding");
        String text = endpoint.excerpt(Slice.of(body));
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            return "a body with an unexpected compression";
        }
        return text.indexOf(REPLACEMENT) < 0 ? text : "bytes that are not text";
    }

    /// What to do about a status.
    private static String remedy(HttpEndpoint endpoint, int status, Headers headers) {
        if (endpoint.named()) {
            return namedRemedy(endpoint, status, headers);
        }
        if (status >= 300 && status < 400) {
            return "only 307 and 308 to the same scheme, host and port are followed, so that credentials stay where they"
                    + " belong: set `url` of server " + endpoint.server() + " to where it moved"
                    + movedTo(endpoint.url(), headers.get("location"));
        }
        return switch (status) {
            case 401 ->
                endpoint.credentialOfRequest()
                        ? CHECK_TOKEN
                        : "add or correct the credentials in `headers` or `headers-helper` of server "
                                + endpoint.server();
            case 403 ->
                endpoint.credentialOfRequest()
                        ? TOKEN_NOT_ALLOWED
                        : "check that the credentials in `headers` or `headers-helper` of server " + endpoint.server()
                                + " may do this";
            case 404, 405 -> "check the `url` of server " + endpoint.server();
            case 413 -> "send less; the server limits what it takes";
            case 429 -> "call less often, or raise the limit at the server";
            default ->
                status >= 500
                        ? "see the log of that server, and `gatehouse logs " + endpoint.server() + "`"
                        : "check that the `url` of server " + endpoint.server() + " is an MCP endpoint";
        };
    }

    /// The one who names a server in a request corrects the request.
    private static String namedRemedy(HttpEndpoint endpoint, int status, Headers headers) {
        if (status >= 300 && status < 400) {
            return "only 307 and 308 to the same scheme, host and port are followed, so that tokens stay where they"
                    + " belong: name the `url` it moved to"
                    + movedTo(endpoint.url(), headers.get("location"));
        }
        return switch (status) {
            case 401 ->
                endpoint.credentialOfRequest()
                        ? CHECK_TOKEN
                        : "it needs an `authorization_token`: give one in the request";
            case 403 -> TOKEN_NOT_ALLOWED;
            case 413 -> "send less; the server limits what it takes";
            case 429 -> "call less often; the server limits it";
            default ->
                status >= 500
                        ? "the server has an internal problem; try again later"
                        : "check that the `url` that the request names is an MCP endpoint";
        };
    }

    /// No complete answer.
    static CallFailure failed(HttpEndpoint endpoint, HttpFailure failure, boolean stream) {
        String name = endpoint.server();
        String said = "server " + name + ": " + failure.getMessage();
        Outcome outcome = failure.sent() ? Outcome.SENT_OUTCOME_UNKNOWN : Outcome.NOT_SENT;
        return switch (failure.kind()) {
            case CONNECT, CONNECT_TIMEOUT ->
                unreachable(endpoint, said, Descriptors.usedUp(failure) ? DESCRIPTORS : connectRemedy(endpoint));
            case TLS -> tls(endpoint, said, TlsProblem.of(failure.getCause()), failure.sent());
            case FIRST_BYTE_TIMEOUT, TOTAL_TIMEOUT ->
                CallFailure.of(Kind.TIMED_OUT, name, outcome, new Told(said, slowRemedy(name)));
            case CLOSED ->
                failure.sent()
                        ? CallFailure.of(Kind.BROKEN_OFF, name, outcome, new Told(said, brokenRemedy(endpoint)))
                        : unreachable(endpoint, said, connectRemedy(endpoint));
            case TOO_LARGE ->
                CallFailure.of(
                                Kind.TOO_LARGE,
                                name,
                                stream ? outcome : Outcome.DONE,
                                new Told(
                                        said,
                                        "raise the size limits of server " + name + " if such answers are expected"))
                        .tellingCallers(new Told(Kind.TOO_LARGE.happened(name), "Ask for less."));
            case NO_ROOM -> dropped(name);
            case PROTOCOL ->
                CallFailure.of(
                        Kind.INVALID_ANSWER,
                        name,
                        outcome,
                        new Told(said, "check that the server speaks HTTP, and whether `url` needs https://"));
        };
    }

    /// No complete answer to the first message: a connection that breaks off then may speak TLS alone.
    static CallFailure failedFirst(HttpEndpoint endpoint, HttpFailure failure) {
        CallFailure ended = failed(endpoint, failure, false);
        boolean plain = "http".equalsIgnoreCase(endpoint.url().getScheme());
        if (ended.kind() != Kind.BROKEN_OFF || !plain || endpoint.named()) {
            return ended;
        }
        Told told = new Told(
                ended.operator().happened(),
                "check whether `url` of server " + endpoint.server() + " needs https://, and look at the server's log");
        return CallFailure.of(ended.kind(), ended.server(), ended.outcome(), told)
                .tellingCallers(ended.caller());
    }

    /// Whoever named the address may know why it cannot be reached.
    private static CallFailure unreachable(HttpEndpoint endpoint, String said, String remedy) {
        CallFailure failure =
                CallFailure.of(Kind.UNAVAILABLE, endpoint.server(), Outcome.NOT_SENT, new Told(said, remedy));
        return endpoint.named() ? failure.tellingCallers(new Told(sentence(said), sentence(remedy))) : failure;
    }

    /// The answer was there, but the gateway had no memory for it.
    static CallFailure dropped(String server) {
        return CallFailure.of(
                        Kind.DROPPED,
                        server,
                        Outcome.DONE,
                        new Told(
                                "server " + server
                                        + ": a result was dropped, because the memory for results is used up",
                                "raise the memory of Java, or `limits.answer-memory-percent`"))
                .tellingCallers(new Told(Kind.DROPPED.happened(server), "Ask for less."));
    }

    /// TLS 1.3 lets a client write before the server has judged its certificate: then nothing was taken either.
    private static CallFailure tls(HttpEndpoint endpoint, String said, @Nullable TlsProblem problem, boolean sent) {
        String name = endpoint.server();
        return sent && (problem == null || problem == TlsProblem.OTHER)
                ? CallFailure.of(
                        Kind.BROKEN_OFF, name, Outcome.SENT_OUTCOME_UNKNOWN, new Told(said, brokenRemedy(endpoint)))
                : unreachable(endpoint, said, tlsRemedy(name, problem == null ? TlsProblem.OTHER : problem));
    }

    private static String tlsRemedy(String server, TlsProblem problem) {
        String of = " of server " + server;
        return switch (problem) {
            case UNTRUSTED ->
                "set `ca`" + of + " to the PEM file of the authority that signed the certificate, once you know that"
                        + " it is the right server";
            case OTHER_HOST -> "set the host in `url`" + of + " to a name that the certificate has";
            case EXPIRED -> "renew the certificate" + of + ", and check the clock of this machine";
            case NOT_YET_VALID -> "compare the clocks of this machine and" + of;
            case CERTIFICATE_REQUIRED, CERTIFICATE_REFUSED ->
                "set `client-certificate` and `client-key`" + of + " to one that the server accepts";
            case NO_TLS -> "check the port in `url`" + of + ", or write http:// if it has no TLS";
            case OTHER -> "look up in the log of that server which TLS versions it accepts, and check `url`" + of;
        };
    }

    static String connectRemedy(HttpEndpoint endpoint) {
        String server = endpoint.server();
        if (endpoint.named()) {
            return "check the `url` that the request names: it must lead to a running server with a public address";
        }
        return endpoint.proxied()
                ? "check that the proxy lets through to server " + server
                        + ", that its `url` and `proxy` are right, and" + " whether it belongs under `no-proxy`"
                : "check that server " + server + " runs and that its `url` is right";
    }

    static String slowRemedy(String server) {
        return "raise `call-timeout` or `call-limit` of server " + server + " if its calls may take longer";
    }

    static String brokenRemedy(HttpEndpoint endpoint) {
        return endpoint.named() ? "see the log of that server" : ServerLog.remedy(endpoint.server());
    }

    /// Whether the answer asks to come back later, and when that is: in a day at the latest.
    static @Nullable Instant retryAfter(int status, Headers headers) {
        String value = headers.get("retry-after");
        if (value == null || status != 429 && status != 503) {
            return null;
        }
        Instant now = Instant.now();
        Instant latest = now.plus(LONGEST_WAIT);
        try {
            Instant wanted = SECONDS.matcher(value).matches()
                    ? now.plusSeconds(seconds(value))
                    : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            return wanted.isAfter(latest) ? latest : wanted;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static long seconds(String digits) {
        return digits.length() > SECONDS_DIGITS ? LONGEST_WAIT.toSeconds() : Long.parseLong(digits);
    }

    private static String movedTo(URI url, @Nullable String location) {
        if (location == null) {
            return "";
        }
        try {
            URI target = url.resolve(location);
            return " (" + target.getScheme() + "://" + target.getAuthority() + target.getPath() + ")";
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }
}
