package io.gatehouse.gateway.catalog;

import io.gatehouse.seal.Sha256;

/// How a tool or prompt of a server is called towards clients. The name depends on the server and the tool alone, so
/// that it stays when other servers come and go.
final class ExposedName {
    private static final int DIGEST_LENGTH = 8;

    private ExposedName() {}

    /// `server_tool` in `[A-Za-z0-9_-]`, at most `maxLength` characters; what is longer ends in a digest of the whole.
    static String prefixed(String server, String own, int maxLength) {
        String name = legal(server + "_" + own);
        return name.length() <= maxLength ? name : shortened(name, server, own, maxLength);
    }

    /// A name that is certain to differ from those of the server's other tools.
    static String distinct(String server, String own, int maxLength) {
        return shortened(legal(server + "_" + own), server, own, maxLength);
    }

    private static String shortened(String name, String server, String own, int maxLength) {
        int kept = Math.min(name.length(), maxLength - DIGEST_LENGTH - 1);
        return name.substring(0, kept) + "_" + Sha256.hex(server + "\0" + own, DIGEST_LENGTH);
    }

    private static String legal(String name) {
        StringBuilder out = new StringBuilder(name.length());
        name.codePoints().forEach(c -> out.append(isLegal(c) ? (char) c : '_'));
        return out.toString();
    }

    private static boolean isLegal(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }
}
