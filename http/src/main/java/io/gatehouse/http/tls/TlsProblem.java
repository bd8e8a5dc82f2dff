package io.gatehouse.http.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why two sides could not agree on TLS.
public enum TlsProblem {
    /// The certificate of the server is signed by nobody who is trusted.
    UNTRUSTED("its certificate is signed by an authority that is not trusted"),
    /// The certificate of the server names other hosts.
    OTHER_HOST("its certificate is for another host"),
    /// The certificate of the server has expired.
    EXPIRED("its certificate has expired"),
    /// The certificate of the server begins to be valid later.
    NOT_YET_VALID("its certificate is not valid yet"),
    /// The server wants a certificate, and there was none to show of an authority that it names.
    CERTIFICATE_REQUIRED("it requires a client certificate from an authority that it trusts"),
    /// The server refused the certificate that was shown.
    CERTIFICATE_REFUSED("it refused the client certificate"),
    /// What answers speaks no TLS.
    NO_TLS("the port does not speak TLS"),
    /// Anything else: no version or cipher in common, a broken record.
    OTHER("TLS failed");

    private final String text;

    TlsProblem(String text) {
        this.text = text;
    }

    /// What it is, in words that continue `host:port: `.
    public String text() {
        return text;
    }

    /// What a failure says; null when it is none of TLS.
    public static @Nullable TlsProblem of(@Nullable Throwable failure) {
        TlsProblem found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            TlsProblem meaning = one(cause);
            if (meaning != null && (found == null || found == OTHER || found == UNTRUSTED)) {
                found = meaning;
            }
        }
        return found;
    }

    private static @Nullable TlsProblem one(Throwable cause) {
        return switch (cause) {
            case NotSslRecordException plain -> NO_TLS;
            case CertificateExpiredException expired -> EXPIRED;
            case CertificateNotYetValidException early -> NOT_YET_VALID;
            case CertPathValidatorException path when path.getReason() == BasicReason.EXPIRED -> EXPIRED;
            case CertPathValidatorException path when path.getReason() == BasicReason.NOT_YET_VALID -> NOT_YET_VALID;
            case CertificateException unfit -> namesAnotherHost(unfit) ? OTHER_HOST : UNTRUSTED;
            case SSLException alert -> alert(String.valueOf(alert.getMessage()).toLowerCase(Locale.ROOT));
            default -> null;
        };
    }

    // The JDK has no type of its own for a name that does not fit.
    private static boolean namesAnotherHost(CertificateException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("No subject alternative")
                || message.startsWith("No name matching")
                || message.startsWith("Illegal given domain name");
    }

    private static TlsProblem alert(String message) {
        if (!message.contains("received fatal alert")) {
            return OTHER;
        }
        if (message.contains("certificate_required")) {
            return CERTIFICATE_REQUIRED;
        }
        return message.contains("certificate") || message.contains("unknown_ca") ? CERTIFICATE_REFUSED : OTHER;
    }
}
