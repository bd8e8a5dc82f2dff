package io.gatehouse.models;

import io.gatehouse.http.Headers;
import org.jspecify.annotations.Nullable;

/// The id that a provider has given to a request, as far as it can stand for the gateway's own.
public final class GivenId {
    private static final String REQUEST_ID = "request-id";
    private static final int LONGEST = 200;

    private GivenId() {}

    /// The id in the headers of an answer; null when there is none that is well formed.
    public static @Nullable String of(Headers headers) {
        return wellFormed(headers.get(REQUEST_ID));
    }

    /// An id of at most 200 visible characters of ASCII; null for any other.
    public static @Nullable String wellFormed(@Nullable String id) {
        boolean usable = id != null
                && !id.isEmpty()
                && id.length() <= LONGEST
                && id.chars().allMatch(each -> each > ' ' && each < 0x7f);
        return usable ? id : null;
    }
}
