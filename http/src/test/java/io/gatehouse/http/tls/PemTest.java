package io.gatehouse.http.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.http.Certificates;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys and certificates in the forms in which people have them.
class PemTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("it.pem");
    }

    private static PrivateKey generated(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (bits > 0) {
            generator.initialize(bits);
        }
        return generator.generateKeyPair().getPrivate();
    }

    private static String block(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + label
                + "-----\n";
    }

    private PrivateKey read(String text) throws Exception {
        Files.writeString(file, text);
        return Pem.key(file);
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "EC, 256", "EC, 384", "Ed25519, 0", "RSASSA-PSS, 2048"})
    void aKeyOfAnyKindIsRead(String algorithm, int bits) throws Exception {
        PrivateKey key = generated(algorithm, bits);
        assertThat(read("a text before\n" + block("PRIVATE KEY", key.getEncoded()) + "0 and behind"))
                .isEqualTo(key);
    }

    @Test
    void theOlderFormOfRsaIsRead() throws Exception {
        for (int bits : new int[] {1024, 2048, 4096}) {
            PrivateKey key = generated("RSA", bits);
            byte[] all = key.getEncoded();
            int start = 26; // behind version, algorithm and two heads with lengths of two bytes
            byte[] older = Arrays.copyOfRange(all, start, all.length);
            assertThat(older[0]).isEqualTo((byte) 0x30);
            assertThat(read(block("RSA PRIVATE KEY", older))).isEqualTo(key);
        }
    }

    @Test
    void theOlderFormOfEllipticCurvesIsRead() throws Exception {
        ECPrivateKey key = (ECPrivateKey) generated("EC", 256);
        byte[] number = key.getS().toByteArray();
        byte[] secret = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, secret, 32 - length, length);
        byte[] curve = {6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};
        ByteArrayOutputStream older = new ByteArrayOutputStream();
        older.writeBytes(new byte[] {0x30, 3 + 2 + 32 + 2 + 10, 2, 1, 1, 4, 32});
        older.writeBytes(secret);
        older.writeBytes(new byte[] {(byte) 0xa0, 10});
        older.writeBytes(curve);
        String key256 = block("EC PARAMETERS", curve) + block("EC PRIVATE KEY", older.toByteArray());
        assertThat(((ECPrivateKey) read(key256)).getS()).isEqualTo(key.getS());
        byte[] nameless = Arrays.copyOf(older.toByteArray(), 3 + 2 + 2 + 32);
        assertThatThrownBy(() -> read(block("EC PRIVATE KEY", nameless)))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("curve");
    }

    @Test
    void whatIsNoKeyIsRefused() throws Exception {
        byte[] key = generated("EC", 256).getEncoded();
        for (String text : new String[] {
            "",
            block("CERTIFICATE", key),
            block("ENCRYPTED PRIVATE KEY", key),
            block("PRIVATE KEY", Arrays.copyOf(key, 20)),
            block("EC PRIVATE KEY", new byte[] {0x30}),
            block("EC PRIVATE KEY", new byte[0])
        }) {
            assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(GeneralSecurityException.class);
        }
        assertThatThrownBy(() -> Pem.key(folder.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("there is no such file");
    }

    @Test
    void aFileWithoutACertificateIsRefused() throws Exception {
        for (String text :
                new String[] {"", block("CERTIFICATE", new byte[] {0x30, 1}), block("PRIVATE KEY", new byte[3])}) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> Pem.certificates(file)).as(text).isInstanceOf(GeneralSecurityException.class);
        }
    }

    @Test
    void theCertificatesOfAFileKeepTheirOrder() throws Exception {
        Path first = Certificates.make(folder, "first").pem().certificate();
        Path second = Certificates.make(folder, "second").pem().certificate();
        Files.writeString(file, "first:\n" + Files.readString(first) + "second:\n" + Files.readString(second));
        assertThat(Pem.certificates(file))
                .extracting(each -> each.getSubjectX500Principal().getName())
                .containsExactly("CN=first", "CN=second");
        PrivateKey key = Pem.key(folder.resolve("second.key"));
        assertThat(Pem.belongTogether(key, Pem.certificates(second)[0])).isTrue();
        assertThat(Pem.belongTogether(key, Pem.certificates(first)[0])).isFalse();
    }
}
