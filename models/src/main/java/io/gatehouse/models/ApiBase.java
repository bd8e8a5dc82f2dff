package io.gatehouse.models;

import java.net.URI;

/// The address in front of `/v1/…` of a provider that speaks Anthropic's API.
public final class ApiBase {
    private static final String VERSION = "/v1";
    private static final String MESSAGES = "/v1/messages";

    private ApiBase() {}

    /// The address without a slash at its end, and without the path of the API when that was written too.
    public static String of(URI written) {
        String address = trimmed(written.toString());
        if (address.endsWith(MESSAGES)) {
            address = address.substring(0, address.length() - MESSAGES.length());
        } else if (address.endsWith(VERSION)) {
            address = address.substring(0, address.length() - VERSION.length());
        }
        return trimmed(address);
    }

    private static String trimmed(String address) {
        int end = address.length();
        while (end > 0 && address.charAt(end - 1) == '/') {
            end--;
        }
        return address.substring(0, end);
    }
}
