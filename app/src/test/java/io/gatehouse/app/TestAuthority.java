package io.gatehouse.app;

import io.gatehouse.http.PemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An authority that nobody else trusts, and what it signs, made by the JDK's keytool.
final class TestAuthority {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;
    private final String name;

    /// A new one, with its files in the folder.
    TestAuthority(Path folder, String name) throws Exception {
        this.folder = folder;
        this.name = name;
        keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-ext", "bc:c", "-validity", "30");
        Files.writeString(
                certificate(), pem("CERTIFICATE", keys().getCertificate(name).getEncoded()));
    }

    /// The authority's own certificate.
    Path certificate() {
        return folder.resolve(name + ".pem");
    }

    /// A certificate for the hosts, `dns:localhost,ip:127.0.0.1` for example, with its key.
    ///
    /// @param more options of keytool
    PemFiles issue(String alias, String hosts, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-ext", "san=" + hosts, "-signer", name));
        arguments.addAll(more.length == 0 ? List.of("-validity", "30") : List.of(more));
        keytool(arguments.toArray(String[]::new));
        KeyStore keys = keys();
        Path certificate = folder.resolve(alias + ".crt");
        Path key = folder.resolve(alias + ".key");
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate(alias).getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", keys.getKey(alias, PASSWORD).getEncoded()));
        return new PemFiles(certificate, key);
    }

    /// The files of an issued certificate.
    PemFiles files(String alias) {
        return new PemFiles(folder.resolve(alias + ".crt"), folder.resolve(alias + ".key"));
    }

    /// The chain of an issued certificate, its own first.
    List<X509Certificate> chain(String alias) throws Exception {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate each : keys().getCertificateChain(alias)) {
            chain.add((X509Certificate) each);
        }
        return chain;
    }

    /// What a client needs that shows an issued certificate to whoever asks for any, and trusts an authority.
    ///
    /// @param alias of what it shows; null for nothing
    SSLContext client(String alias, TestAuthority trusted) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] shown = alias == null
                ? null
                : new KeyManager[] {
                    new StubbornKeyManager(
                            chain(alias).toArray(X509Certificate[]::new), (PrivateKey) keys().getKey(alias, PASSWORD))
                };
        KeyStore authority = KeyStore.getInstance("PKCS12");
        authority.load(null, null);
        authority.setCertificateEntry(trusted.name, trusted.keys().getCertificate(trusted.name));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authority);
        context.init(shown, factory.getTrustManagers(), null);
        return context;
    }

    /// What a server needs that shows an issued certificate and, when it asks, takes those of this authority only.
    SSLContext context(String alias) throws Exception {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, keys().getKey(alias, PASSWORD), PASSWORD, keys().getCertificateChain(alias));
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(one, PASSWORD);
        KeyStore authority = KeyStore.getInstance("PKCS12");
        authority.load(null, null);
        authority.setCertificateEntry(name, keys().getCertificate(name));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(authority);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private KeyStore keys() throws Exception {
        return KeyStore.getInstance(store().toFile(), PASSWORD);
    }

    private Path store() {
        return folder.resolve(name + ".p12");
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", new String(PASSWORD), "-keystore", store().toString()));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }

    private static String pem(String type, byte[] bytes) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}
