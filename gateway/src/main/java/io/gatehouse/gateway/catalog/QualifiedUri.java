package io.gatehouse.gateway.catalog;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The address of a resource whose own URI several servers have: `gatehouse://{server}/{encoded URI}`, and
/// `ui://{server}/…` for a page, because clients look at the scheme.
///
/// @param server the name that stands in it
/// @param own the URI at that server
/// @param page whether it is a page's, so that it may be a server's own URI as well
record QualifiedUri(String server, String own, boolean page) {
    private static final String SCHEME = "gatehouse://";
    private static final String PAGES = "ui://";

    /// The address of a server's resource.
    static String of(String server, String own) {
        return own.startsWith(PAGES) ? PAGES + server + "/" + own.substring(PAGES.length()) : encoded(server, own);
    }

    /// The address of a server's resource, whatever its URI looks like.
    static String encoded(String server, String own) {
        return SCHEME + server + "/" + URLEncoder.encode(own, StandardCharsets.UTF_8);
    }

    /// Reads an address; null when it has neither form.
    static @Nullable QualifiedUri read(String uri) {
        String server = server(uri, PAGES);
        if (server != null) {
            return new QualifiedUri(server, PAGES + uri.substring(PAGES.length() + server.length() + 1), true);
        }
        server = server(uri, SCHEME);
        if (server == null) {
            return null;
        }
        try {
            String own = uri.substring(SCHEME.length() + server.length() + 1);
            return new QualifiedUri(server, URLDecoder.decode(own, StandardCharsets.UTF_8), false);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /// What stands in a URI where a renamed one has its server; null when it has neither form.
    static @Nullable String namedServer(String uri) {
        String page = server(uri, PAGES);
        return page == null ? server(uri, SCHEME) : page;
    }

    private static @Nullable String server(String uri, String scheme) {
        int slash = uri.startsWith(scheme) ? uri.indexOf('/', scheme.length()) : -1;
        return slash < 0 ? null : uri.substring(scheme.length(), slash);
    }
}
