package io.gatehouse.upstream;

import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.TlsProblem;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.CallFailure.Kind;
import io.gatehouse.upstream.CallFailure.Outcome;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// Says what an HTTP answer that is no message means.
final class HttpProblems {
    static final String PROTOCOL_REMEDY = "the server breaks the protocol; look for a newer version of it";

    private static final String CHECK_TOKEN = "check the `authorization_token` that the request gives for it";
    private static final String TOKEN_NOT_ALLOWED =
            "the `authorization_token` that the request gives for it is not allowed to do this";

    /// Stands for bytes that are no UTF-8.
    private static final char REPLACEMENT = '\uFFFD';

    private HttpProblems() {}

    /// A complete answer that is no message.
    static CallFailure refused(HttpEndpoint endpoint, int status, Headers headers, byte[] body) {
        Outcome outcome = status < 500 && status >= 300 ? Outcome.NOT_SENT : Outcome.SENT_OUTCOME_UNKNOWN;
        return new CallFailure(
                Kind.REFUSED,
                endpoint.server(),
                message(endpoint, status, headers, body),
                remedy(endpoint, status, headers),
                outcome,
                retryAfter(status, headers));
    }

    /// What happened, in one sentence.
    static String message(HttpEndpoint endpoint, int status, Headers headers, byte[] body) {
        String type = headers.get("content-type");
        String kind = MediaTypes.is(type, "text/html") ? "a web page" : readable(endpoint, headers, body);
        return "server " + endpoint.server() + " answered " + status
                + (status == 200
                        ? " with " + (type == null ? "no content type" : type) + ", which is no MCP message"
                        : "")
                + (kind.isEmpty() ? "" : ": " + kind);
    }

    /// What a body says, if that is text.
    private static String readable(HttpEndpoint endpoint, Headers headers, byte[] body) {
        String coding = headers.get("content-encoding");
        String text = endpoint.excerpt(Slice.of(body));
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            return "a body that is compressed in a way that was not asked for";
        }
        return text.indexOf(REPLACEMENT) < 0 ? text : "bytes that are no text";
    }

    /// What to do about a status.
    static String remedy(HttpEndpoint endpoint, int status, Headers headers) {
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
                        : "check the credentials in `headers` or `headers-helper` of server " + endpoint.server();
            case 403 ->
                endpoint.credentialOfRequest()
                        ? TOKEN_NOT_ALLOWED
                        : "the credentials of server " + endpoint.server() + " are not allowed to do this";
            case 404, 405 -> "check the `url` of server " + endpoint.server();
            case 413 -> "send less; the server limits what it takes";
            case 429 -> "call less often, or raise the limit at the server";
            default ->
                status >= 500
                        ? "look at the log of server " + endpoint.server() + " and try again"
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
                        : "it wants an `authorization_token`: give one for it in the request";
            case 403 -> TOKEN_NOT_ALLOWED;
            case 413 -> "send less; the server limits what it takes";
            case 429 -> "call less often; the server limits it";
            default ->
                status >= 500
                        ? "the server has a problem of its own; try again later"
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
                new CallFailure(Kind.UNAVAILABLE, name, said, connectRemedy(endpoint), Outcome.NOT_SENT, null);
            case TLS -> tls(name, said, TlsProblem.of(failure.getCause()), failure.sent());
            case FIRST_BYTE_TIMEOUT, TOTAL_TIMEOUT ->
                new CallFailure(Kind.TIMED_OUT, name, said, slowRemedy(name), outcome, null);
            case CLOSED ->
                failure.sent()
                        ? new CallFailure(Kind.BROKEN_OFF, name, said, brokenRemedy(name), outcome, null)
                        : new CallFailure(Kind.UNAVAILABLE, name, said, connectRemedy(endpoint), outcome, null);
            case TOO_LARGE ->
                new CallFailure(
                        Kind.TOO_LARGE,
                        name,
                        said,
                        "ask for less, or raise the size limits of server " + name,
                        stream ? outcome : Outcome.DONE,
                        null);
            case PROTOCOL ->
                new CallFailure(
                        Kind.INVALID_ANSWER,
                        name,
                        said,
                        "check that the server speaks HTTP, and whether `url` wants https://",
                        outcome,
                        null);
        };
    }

    /// TLS 1.3 lets a client write before the server has judged its certificate: then nothing was taken either.
    private static CallFailure tls(String name, String said, @Nullable TlsProblem problem, boolean sent) {
        return sent && (problem == null || problem == TlsProblem.OTHER)
                ? new CallFailure(Kind.BROKEN_OFF, name, said, brokenRemedy(name), Outcome.SENT_OUTCOME_UNKNOWN, null)
                : new CallFailure(
                        Kind.UNAVAILABLE,
                        name,
                        said,
                        tlsRemedy(name, problem == null ? TlsProblem.OTHER : problem),
                        Outcome.NOT_SENT,
                        null);
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
            case OTHER -> "see in the log of the server which versions of TLS it accepts, and check `url`" + of;
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
        return "try again, or raise the call timeout of server " + server;
    }

    static String brokenRemedy(String server) {
        return "find out whether the call had effects before trying again; look at the log of server " + server;
    }

    /// Whether the answer asks to come back later, and when that is.
    static @Nullable Instant retryAfter(int status, Headers headers) {
        String value = headers.get("retry-after");
        if (value == null || status != 429 && status != 503) {
            return null;
        }
        try {
            return value.chars().allMatch(Character::isDigit) && value.length() <= 6
                    ? Instant.now().plusSeconds(Long.parseLong(value))
                    : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
        } catch (NumberFormatException | DateTimeParseException unreadable) {
            return null;
        }
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
