package io.gatehouse.http.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.spec.InvalidKeySpecException;

/// Wraps private keys in the older forms that OpenSSL writes as PKCS#8 (RFC 5958), the only one that Java reads.
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int CURVE = 0xa0;
    private static final byte[] VERSION = {INTEGER, 1, 0};
    private static final byte[] RSA = {0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0};
    private static final byte[] EC = {0x06, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private Der() {}

    /// A key in the form of RFC 8017, appendix A.1.2.
    static byte[] rsa(byte[] pkcs1) {
        return element(SEQUENCE, VERSION, element(SEQUENCE, RSA), element(OCTETS, pkcs1));
    }

    /// A key in the form of RFC 5915, section 3.
    ///
    /// @throws InvalidKeySpecException if it does not name its curve
    static byte[] ec(byte[] sec1) throws InvalidKeySpecException {
        return element(SEQUENCE, VERSION, element(SEQUENCE, EC, curve(sec1)), element(OCTETS, sec1));
    }

    private static byte[] curve(byte[] sec1) throws InvalidKeySpecException {
        try {
            ByteBuffer in = ByteBuffer.wrap(sec1);
            in.get();
            length(in);
            while (in.hasRemaining()) {
                int tag = in.get() & 0xff;
                byte[] value = new byte[length(in)];
                in.get(value);
                if (tag == CURVE) {
                    return value;
                }
            }
        } catch (RuntimeException broken) {
            throw new InvalidKeySpecException("the key is not complete", broken);
        }
        throw new InvalidKeySpecException("the key does not name its curve");
    }

    private static int length(ByteBuffer in) {
        int first = in.get() & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | in.get() & 0xff;
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            value.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = value.size();
        if (length >= 0x80) {
            element.write(0x82);
            element.write(length >> 8);
        }
        element.write(length);
        element.writeBytes(value.toByteArray());
        return element.toByteArray();
    }
}
