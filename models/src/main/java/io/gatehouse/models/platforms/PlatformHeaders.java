package io.gatehouse.models.platforms;

import io.gatehouse.http.Header;
import io.gatehouse.models.HeaderLists;
import io.gatehouse.models.ModelRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The headers of a request, as platforms want them.
final class PlatformHeaders {
    /// The names that features have on Bedrock and Vertex AI where Anthropic's API has others.
    static final Map<String, String> OTHER_NAMES =
            Map.of("advanced-tool-use-2025-11-20", "tool-search-tool-2025-10-19");

    private static final String MCP = "mcp-client-";
    private static final String BETA = "anthropic-beta";
    private static final Set<String> PASSED = Set.of("accept", "content-type");

    private PlatformHeaders() {}

    /// The betas that go out, each once, in the order of the request. Those of the MCP connector never
    /// do.
    ///
    /// @param names by which the platform knows betas, where they are others
    static List<String> betas(ModelRequest request, Map<String, String> names) {
        Set<String> kept = new LinkedHashSet<>();
        for (Header header : request.headers()) {
            if (header.name().equalsIgnoreCase(BETA)) {
                for (String beta : HeaderLists.items(header.value())) {
                    if (!beta.startsWith(MCP)) {
                        kept.add(names.getOrDefault(beta, beta));
                    }
                }
            }
        }
        return List.copyOf(kept);
    }

    /// What goes out: what says how the body is written, and the headers of Anthropic's API but
    /// `without`.
    ///
    /// @param betas from [#betas], sent in their header; empty for none
    /// @param without names in lower case
    static List<Header> sent(ModelRequest request, List<String> betas, Set<String> without) {
        List<Header> sent = new ArrayList<>();
        for (Header header : request.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            boolean own = name.startsWith("anthropic-") && !name.equals(BETA);
            if ((own || PASSED.contains(name)) && !without.contains(name)) {
                sent.add(header);
            }
        }
        if (!betas.isEmpty()) {
            sent.add(new Header(BETA, HeaderLists.join(betas)));
        }
        return sent;
    }

    /// The first value of a header of the request, or null.
    static @Nullable String header(ModelRequest request, String name) {
        for (Header header : request.headers()) {
            if (header.name().equalsIgnoreCase(name)) {
                return header.value();
            }
        }
        return null;
    }
}
