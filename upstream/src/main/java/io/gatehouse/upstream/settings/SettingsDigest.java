package io.gatehouse.upstream.settings;

import io.gatehouse.seal.Sha256;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A short name for what decides which server answers, so that what is known of one is not taken for
/// another's. No secret goes in: of headers and variables only the names.
public final class SettingsDigest {
    private SettingsDigest() {}

    /// The digest of all that decides which server is reached and as whom.
    public static String of(ServerSettings settings) {
        return of(text(settings.transport()) + told(settings.callers()));
    }

    private static String told(CallerSettings callers) {
        return callers.tells()
                ? "\n" + new TreeSet<>(callers.headers().keySet())
                        + new TreeSet<>(callers.environment().keySet()) + callers.arguments() + callers.identity()
                : "";
    }

    private static String text(Transport transport) {
        return switch (transport) {
            case Transport.Stdio stdio ->
                "stdio\n" + stdio.command() + "\n" + String.join("\n", stdio.arguments()) + "\n"
                        + new TreeSet<>(stdio.environment().keySet()) + "\n" + stdio.directory();
            case Transport.Http http ->
                "http\n" + http.url() + "\n" + http.eventStreamsOnly() + "\n"
                        + new TreeSet<>(http.headers().keySet());
            case Transport.HttpGroup group ->
                group.addresses().stream().map(SettingsDigest::text).collect(Collectors.joining("\n"));
            case Transport.InProcess inProcess -> "in-process";
            case Transport.Invalid invalid -> "invalid";
        };
    }

    /// The digest of a text.
    public static String of(String text) {
        return Sha256.hex(text, 32);
    }
}
