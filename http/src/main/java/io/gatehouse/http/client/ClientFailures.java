package io.gatehouse.http.client;

import io.gatehouse.http.Descriptors;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.address.AddressRefusedException;
import io.gatehouse.http.tls.TlsProblem;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// What failures of connections mean.
final class ClientFailures {

    private static final String NO_DESCRIPTOR = "the gateway has no file descriptor left (too many open files)";

    private ClientFailures() {}

    static HttpFailure.Kind connectKind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectTimeoutException
                    || cause instanceof TimeoutException
                    || cause instanceof SslHandshakeTimeoutException) {
                return HttpFailure.Kind.CONNECT_TIMEOUT;
            }
            if (cause instanceof SSLException || cause instanceof java.security.GeneralSecurityException) {
                return HttpFailure.Kind.TLS;
            }
        }
        return HttpFailure.Kind.CONNECT;
    }

    static HttpFailure.Kind kind(Throwable failure) {
        return switch (failure) {
            case SSLException tls -> HttpFailure.Kind.TLS;
            case IOException broken -> HttpFailure.Kind.CLOSED;
            case DecoderException wrapped when wrapped.getCause() instanceof SSLException -> HttpFailure.Kind.TLS;
            default -> HttpFailure.Kind.PROTOCOL;
        };
    }

    static String reason(Throwable failure) {
        if (Descriptors.usedUp(failure)) {
            return NO_DESCRIPTOR;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AddressRefusedException refused) {
                return String.valueOf(refused.getMessage());
            }
            if (cause instanceof UnknownHostException) {
                return "the host name cannot be resolved";
            }
        }
        TlsProblem tls = TlsProblem.of(failure);
        if (tls != null) {
            return tls == TlsProblem.OTHER ? tls.text() + ": " + innermost(failure) : tls.text();
        }
        if (failure instanceof ConnectException
                && String.valueOf(failure.getMessage()).contains("Connection refused")) {
            return "the connection was refused"; // the failure itself says it in the words of its transport
        }
        if (failure instanceof ClosedChannelException) {
            return "the connection was closed";
        }
        String message = failure.getMessage();
        if (message != null && message.contains("Connection reset")) {
            return "the connection was reset";
        }
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static String innermost(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }
}
