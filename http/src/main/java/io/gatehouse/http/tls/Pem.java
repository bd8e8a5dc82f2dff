package io.gatehouse.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates and private keys in PEM files (RFC 7468); what else a file holds is passed over.
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");
    private static final byte[] PROBE = {1};

    private Pem() {}

    /// All certificates of a file, at least one, in their order.
    ///
    /// @throws IOException if it cannot be read
    /// @throws CertificateException if it holds none, or one that is broken
    static X509Certificate[] certificates(Path file) throws IOException, CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text(file));
        while (blocks.find()) {
            if (blocks.group(1).endsWith("CERTIFICATE")) {
                byte[] bytes = Base64.getMimeDecoder().decode(blocks.group(2));
                found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
            }
        }
        if (found.isEmpty()) {
            throw new CertificateException(file + " holds no certificate");
        }
        return found.toArray(X509Certificate[]::new);
    }

    /// The private key of a file: PKCS#8, or the older forms of OpenSSL for RSA and EC, without a password.
    ///
    /// @throws IOException if it cannot be read
    /// @throws GeneralSecurityException if it holds no such key
    static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher blocks = BLOCK.matcher(text(file));
        while (blocks.find()) {
            byte[] bytes = Base64.getMimeDecoder().decode(blocks.group(2));
            switch (blocks.group(1)) {
                case "PRIVATE KEY" -> {
                    return key(bytes);
                }
                case "RSA PRIVATE KEY" -> {
                    return key(Der.rsa(bytes));
                }
                case "EC PRIVATE KEY" -> {
                    return key(Der.ec(bytes));
                }
                case "ENCRYPTED PRIVATE KEY" -> throw new InvalidKeySpecException("the key has a password");
                default -> {
                    // Parameters or certificates beside the key.
                }
            }
        }
        throw new InvalidKeySpecException(file + " holds no private key");
    }

    private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        GeneralSecurityException last = new InvalidKeySpecException("the key is of an unknown kind");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException other) {
                last = other;
            }
        }
        throw last;
    }

    /// Whether a certificate is for the key.
    static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
        PublicKey of = certificate.getPublicKey();
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
        } catch (GeneralSecurityException unfit) {
            return false;
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new NoSuchFileException(missing.getFile(), null, "there is no such file");
        }
    }
}
