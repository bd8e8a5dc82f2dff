package io.gatehouse.models;

import java.time.Duration;

/// How long a provider may take.
///
/// @param answer until the answer begins, which without streaming is when the model is done
/// @param silence between two pieces of a stream
public record ProviderTimes(Duration answer, Duration silence) {

    /// 10 minutes as in the SDKs, 5 minutes.
    public static final ProviderTimes DEFAULT = new ProviderTimes(Duration.ofMinutes(10), Duration.ofMinutes(5));
}
