package io.gatehouse.models;

import io.gatehouse.http.ClientCall;

/// A call that may be made anew, at the same provider or another.
public interface RoutedCall extends ClientCall {

    /// The provider that is asked now, or that has answered.
    String provider();
}
