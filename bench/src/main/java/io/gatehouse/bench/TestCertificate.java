package io.gatehouse.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A certificate for the loopback address that signs itself, as files that nginx and Gatehouse read.
///
/// @param chain a PEM file with the certificate
/// @param key a PEM file with its key
/// @param store the certificate, for whoever is to trust it
record TestCertificate(Path chain, Path key, KeyStore store) {
    private static final String ALIAS = "server";
    private static final String PASSWORD = "changeit";

    /// Makes one by the JDK's keytool.
    static TestCertificate make(Bed bed) throws IOException, InterruptedException, GeneralSecurityException {
        Path file = bed.file("certificate.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = List.of(
                keytool,
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD);
        try (Child made = Child.start(bed.file("keytool.log"), true, Map.of(), command)) {
            made.output();
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(file)) {
            store.load(content, PASSWORD.toCharArray());
        }
        byte[] key = Objects.requireNonNull(store.getKey(ALIAS, PASSWORD.toCharArray()))
                .getEncoded();
        byte[] certificate = Objects.requireNonNull(store.getCertificate(ALIAS)).getEncoded();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
        return new TestCertificate(
                bed.write("certificate.pem", pem("CERTIFICATE", certificate)),
                bed.write("key.pem", pem("PRIVATE KEY", key)),
                trusted);
    }

    private static String pem(String kind, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }
}
