package io.gatehouse.doors.messages.api;

/// Is told of every request once it has ended, on the thread that ended it; must be quick and never throw.
@FunctionalInterface
public interface RequestObserver {
    /// Nobody listens.
    RequestObserver NONE = request -> {};

    /// A request has ended.
    void ended(RequestEntry request);

    /// A request waits for this provider from now on.
    default void asked(String provider) {}

    /// A request does not wait for this provider any more. Follows each [#asked(String)] once.
    default void left(String provider) {}

    /// Tells both.
    default RequestObserver and(RequestObserver other) {
        RequestObserver first = this;
        return new RequestObserver() {
            @Override
            public void ended(RequestEntry request) {
                first.ended(request);
                other.ended(request);
            }

            @Override
            public void asked(String provider) {
                first.asked(provider);
                other.asked(provider);
            }

            @Override
            public void left(String provider) {
                first.left(provider);
                other.left(provider);
            }
        };
    }
}
