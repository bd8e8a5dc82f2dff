package io.gatehouse.doors.front.replicas;

import io.gatehouse.seal.ReplicaId;
import java.net.URI;

/// Another replica that answers.
///
/// @param origin where it takes what others pass to it: scheme, host and port
/// @param stopping whether it takes no new work any more
public record Neighbour(ReplicaId id, URI origin, boolean stopping) {}
