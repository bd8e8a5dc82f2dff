package io.gatehouse.http.server;

import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.PemFiles;
import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns failures to listen into messages that help.
final class ListenFailures {

    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private ListenFailures() {}

    static ListenException explain(String host, int port, ListenSettings settings, Throwable cause) {
        String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        return new ListenException("Cannot listen on " + address + ": " + reason(host, port, settings, cause), cause);
    }

    /// The certificate or its key cannot take the place of what is shown.
    static ListenException unfit(ListenSettings settings, Throwable cause) {
        PemFiles tls = settings.tls();
        return new ListenException(tls == null ? message(cause) : unfit(tls, cause), cause);
    }

    static boolean inUse(Throwable failure) {
        return text(failure).contains("address already in use");
    }

    static boolean noSuchAddress(Throwable failure) {
        String text = text(failure);
        return text.contains("cannot assign requested address")
                || text.contains("can't assign requested address")
                || text.contains("address family not supported")
                || text.contains("protocol family unavailable")
                || text.contains("unsupported address type");
    }

    private static String reason(String host, int port, ListenSettings settings, Throwable cause) {
        String text = text(cause);
        if (inUse(cause)) {
            return "the port is in use. " + settings.names().inUse();
        }
        if (text.contains("permission denied") && port < FIRST_UNPRIVILEGED_PORT) {
            return "ports below 1024 need a privilege. Choose a higher port with "
                    + settings.names().port() + ", or grant CAP_NET_BIND_SERVICE.";
        }
        if (noSuchAddress(cause)) {
            return "this machine has no address " + host + ". Choose one that it has with "
                    + settings.names().host() + ", 127.0.0.1 for example.";
        }
        if (has(cause, UnknownHostException.class)) {
            return "the name " + host
                    + " cannot be resolved. Choose an address of this machine with "
                    + settings.names().host() + ".";
        }
        PemFiles tls = settings.tls();
        if (tls != null && !has(cause, BindException.class) && !has(cause, SocketException.class)) {
            return unfit(tls, cause);
        }
        return message(cause);
    }

    private static String unfit(PemFiles tls, Throwable cause) {
        boolean missing = has(cause, FileSystemException.class);
        return "the TLS certificate " + tls.certificate() + " or its key " + tls.key()
                + (missing
                        ? " cannot be read. Check paths and permissions under listen.tls"
                        : " is not valid PEM, or the two do not match. Correct listen.tls")
                + " (" + message(cause) + ").";
    }

    private static boolean has(@Nullable Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String text(@Nullable Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(message(cause)).append('\n');
        }
        return text.toString().toLowerCase(Locale.ROOT);
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
