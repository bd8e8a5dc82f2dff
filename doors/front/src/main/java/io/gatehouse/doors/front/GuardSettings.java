package io.gatehouse.doors.front;

import java.util.List;

/// Whom a listener lets in by `Host` and `Origin`.
///
/// @param boundHosts what the listener is bound to, addresses or names
/// @param allowedHosts further names under which it may be addressed, with or without a port; `*` stands for any
/// @param allowedOrigins origins of web pages that may call it, `https://app.example.com` say; `*` stands for any
public record GuardSettings(List<String> boundHosts, List<String> allowedHosts, List<String> allowedOrigins) {
    public GuardSettings {
        boundHosts = List.copyOf(boundHosts);
        allowedHosts = List.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /// No names or origins but the listener's own.
    public static GuardSettings of(List<String> boundHosts) {
        return new GuardSettings(boundHosts, List.of(), List.of());
    }
}
