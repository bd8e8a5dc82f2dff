package io.gatehouse.doors.front.replicas;

import io.gatehouse.http.HostAndPort;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How replicas find each other.
///
/// @param listen where this one takes what others pass to it
/// @param peers where others do, `https://gw-2.internal:8421`; may include this one's own address
/// @param dns a name whose addresses are those of all replicas, with their port; null for none
/// @param authorities PEM file of the authorities that vouch for the others, or null for those of the Java runtime
public record ReplicaSettings(
        HostAndPort listen,
        List<URI> peers,
        @Nullable HostAndPort dns,
        @Nullable Path authorities) {
    public ReplicaSettings {
        peers = List.copyOf(peers);
    }
}
