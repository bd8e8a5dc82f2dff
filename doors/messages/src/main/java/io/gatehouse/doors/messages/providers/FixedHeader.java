package io.gatehouse.doors.messages.providers;

import io.gatehouse.http.Header;
import java.util.ArrayList;
import java.util.List;

/// A key or token that goes out as it is.
record FixedHeader(Header header) implements Authorizer {

    static FixedHeader bearer(String token) {
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

    static List<Header> with(List<Header> headers, Header added) {
        List<Header> all = new ArrayList<>(headers);
        all.add(added);
        return all;
    }

    @Override
    public String toString() {
        return header.name() + ": …";
    }
}
