package io.gatehouse.upstream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/// A short name for what decides which server answers, so that what is known of one is not taken for
/// another's. No secret goes in: of headers and variables only the names.
final class SettingsDigest {
    private SettingsDigest() {}

    static String of(ServerSettings settings) {
        return of(
                switch (settings.transport()) {
                    case Transport.Stdio stdio ->
                        "stdio\n" + stdio.command() + "\n" + String.join("\n", stdio.arguments()) + "\n"
                                + new TreeSet<>(stdio.environment().keySet()) + "\n" + stdio.directory();
                    case Transport.Http http ->
                        "http\n" + http.url() + "\n" + http.eventStreamsOnly() + "\n"
                                + new TreeSet<>(http.headers().keySet());
                    case Transport.InProcess inProcess -> "in-process";
                    case Transport.Invalid invalid -> "invalid";
                });
    }

    static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
