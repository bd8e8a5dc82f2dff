package io.gatehouse.models;

import io.gatehouse.http.Header;
import io.gatehouse.models.platforms.PlatformRequest;
import java.util.ArrayList;
import java.util.List;

/// A key or token that goes out as it is.
public record FixedHeader(Header header) implements Authorizer {

    /// A token that stays the same, sent as `Authorization: Bearer`.
    public static FixedHeader bearer(String token) {
        return new FixedHeader(new Header("authorization", "Bearer " + token));
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public List<Header> authorize(PlatformRequest request) {
        return with(request.headers(), header);
    }

    /// The headers and one more behind them.
    public static List<Header> with(List<Header> headers, Header added) {
        List<Header> all = new ArrayList<>(headers);
        all.add(added);
        return all;
    }

    @Override
    public String toString() {
        return header.name() + ": …";
    }
}
