package io.gatehouse.gateway.catalog;

import io.gatehouse.upstream.Upstream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which server named a URI in a result; the least recently used are forgotten past a bound. Strictly by time: a cache
/// that weighs how often an entry is used would forget the links of the newest result first.
final class SeenUris {
    private static final int MAX_URI_LENGTH = 2_048;

    private final Map<String, Upstream> owners;

    SeenUris(int capacity) {
        this.owners = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Upstream> eldest) {
                return size() > capacity;
            }
        };
    }

    synchronized void remember(String uri, Upstream upstream) {
        if (uri.length() <= MAX_URI_LENGTH) {
            owners.put(uri, upstream);
        }
    }

    synchronized @Nullable Upstream owner(String uri) {
        return owners.get(uri);
    }
}
