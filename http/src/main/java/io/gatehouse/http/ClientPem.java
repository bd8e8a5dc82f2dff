package io.gatehouse.http;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import javax.net.ssl.X509KeyManager;

/// The certificates of a client's settings, read once when the client is made, so that a file that does not fit is
/// named then and not by a handshake that fails.
final class ClientPem {

    private static final byte[] PROBE = {1};

    private ClientPem() {}

    /// The authorities to trust.
    ///
    /// @throws IllegalArgumentException if the file holds none; names it
    static PemTrustOptions authorities(Vertx vertx, Path file) {
        PemTrustOptions options = new PemTrustOptions().addCertPath(readable("authorities", file));
        try {
            options.getTrustManagerFactory(vertx);
        } catch (Exception unfit) {
            throw unfit("authorities", file, "certificate", unfit);
        }
        return options;
    }

    /// The certificate to show, and its key.
    ///
    /// @throws IllegalArgumentException if the files hold none, or do not belong together; names them
    static PemKeyCertOptions identity(Vertx vertx, PemFiles files) {
        String certificate = readable("client certificate", files.certificate());
        String key = readable("client key", files.key());
        try {
            new PemTrustOptions().addCertPath(certificate).getTrustManagerFactory(vertx);
        } catch (Exception unfit) {
            throw unfit("client certificate", files.certificate(), "certificate", unfit);
        }
        PemKeyCertOptions options =
                new PemKeyCertOptions().setCertPath(certificate).setKeyPath(key);
        X509KeyManager manager;
        try {
            manager = (X509KeyManager) options.getKeyManagerFactory(vertx).getKeyManagers()[0];
        } catch (Exception unfit) {
            throw unfit("client key", files.key(), "private key without a password", unfit);
        }
        if (!belongTogether(manager)) {
            throw new IllegalArgumentException("the client key, " + files.key() + ", is not the key of the client"
                    + " certificate, " + files.certificate());
        }
        return options;
    }

    private static boolean belongTogether(X509KeyManager manager) {
        for (String type : new String[] {"EC", "RSA", "EdDSA", "Ed25519", "Ed448", "DSA"}) {
            String[] aliases = manager.getClientAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                PrivateKey key = manager.getPrivateKey(aliases[0]);
                return signs(key, manager.getCertificateChain(aliases[0])[0].getPublicKey());
            }
        }
        return true;
    }

    private static boolean signs(PrivateKey key, PublicKey of) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "DSA" -> "SHA256withDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(of);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (java.security.GeneralSecurityException unfit) {
            return false;
        }
    }

    private static String readable(String what, Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "the file of the " + what + ", " + file + ", cannot be read; check path and permissions");
        }
        return file.toString();
    }

    private static IllegalArgumentException unfit(String what, Path file, String wanted, Exception cause) {
        return new IllegalArgumentException(
                "the file of the " + what + ", " + file + ", holds no " + wanted + " in PEM form", cause);
    }
}
