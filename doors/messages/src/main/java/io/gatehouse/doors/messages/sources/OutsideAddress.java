package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.sources.SourceSettings.Outside;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.ShortText;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/// Decides which addresses of outside servers a request may name. Where a name leads is decided later, by the guard of
/// the client that connects.
final class OutsideAddress {
    /// What many programs read as an IP address (WHATWG URL, "ends in a number").
    private static final Pattern NUMBERS = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)\\.?");

    private static final Pattern PLAIN = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final int LONGEST = 2_048;
    private static final int LONGEST_SHOWN = 200;
    private static final int LONGEST_TOKEN = 16_384;

    private OutsideAddress() {}

    /// Checks an address that is not configured.
    ///
    /// @param where the place of the address in the request, for messages
    /// @param local whether only this machine reaches the gateway
    /// @throws ApiException when the request may not name it; says why and what to do
    static void check(URI url, String where, SourceSettings settings, boolean local) throws ApiException {
        if (settings.outside() == Outside.NONE) {
            throw refused(
                    url,
                    where,
                    "names a server that is not configured, and this gateway calls only configured" + " servers");
        }
        if (url.toString().length() > LONGEST) {
            throw refused(url, where, "is longer than " + LONGEST + " characters");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw refused(
                    url, where, "must not contain credentials or a fragment; give a token as authorization_token");
        }
        if (url.getHost() == null || url.getHost().indexOf('%') >= 0 || url.getPort() > 65_535 || url.getPort() == 0) {
            throw refused(url, where, "has no valid host and port");
        }
        if (NUMBERS.matcher(url.getHost()).matches()
                && !PLAIN.matcher(url.getHost()).matches()) {
            throw refused(url, where, "has an unusual form of an IP address; write four numbers without leading zeros");
        }
        if (dotted(url.getRawPath())) {
            throw refused(url, where, "has a path with . or ..; write the full path");
        }
        boolean any = settings.outside() == Outside.AUTO && local && "https".equalsIgnoreCase(url.getScheme());
        if (!any && settings.allowed().stream().noneMatch(pattern -> pattern.fits(url))) {
            throw refused(
                    url,
                    where,
                    "https".equalsIgnoreCase(url.getScheme())
                            ? "names a server that is neither configured nor allowed here"
                            : "must begin with https:// unless the server is configured");
        }
    }

    /// Checks a token that goes to a server.
    ///
    /// @throws ApiException when no header can carry it; does not show it
    static void checkToken(String token, String where) throws ApiException {
        boolean fit = token.length() <= LONGEST_TOKEN && token.chars().allMatch(c -> c > ' ' && c < 0x7F);
        if (!fit) {
            throw ApiException.invalid(where + ": a token has at most " + LONGEST_TOKEN
                    + " visible ASCII characters and no spaces; give it without `Bearer`");
        }
    }

    /// Whether a path has a segment that a server may take for another, in whatever way it is written.
    private static boolean dotted(String rawPath) {
        String path = rawPath.toLowerCase(Locale.ROOT)
                .replace("%2e", ".")
                .replace("%2f", "/")
                .replace("%5c", "/")
                .replace('\\', '/');
        for (String segment : path.split("/", -1)) {
            String name = segment.contains(";") ? segment.substring(0, segment.indexOf(';')) : segment;
            if (name.equals(".") || name.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private static ApiException refused(URI url, String where, String why) {
        return new ApiException(ApiError.invalid(where + ": the address " + why
                        + ". Name a configured server, gatehouse://server/NAME, or ask the operator of the gateway to"
                        + " allow it.")
                .withRemedy("Allow `" + shown(url) + "` under `messages.servers`."));
    }

    /// An address without what may be secret in it: credentials, path, query and fragment.
    private static String shown(URI url) {
        String host = url.getHost() == null ? "…" : url.getHost();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return ShortText.of(url.getScheme() + "://" + host + port, LONGEST_SHOWN);
    }
}
