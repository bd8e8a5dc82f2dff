package io.gatehouse.models;

/// Is told when a provider is asked again and when a request goes on to the next one, on the thread that decides
/// it; must be quick and never throw.
public interface RetryObserver {
    /// Nobody listens.
    RetryObserver NONE = new RetryObserver() {};

    /// A provider is asked again.
    default void retried(String provider) {}

    /// A request leaves this provider for the next.
    default void failedOver(String provider) {}
}
