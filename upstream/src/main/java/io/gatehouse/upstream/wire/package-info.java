/// Connections to servers: transports, handshakes, sessions and streams of every era.
@NullMarked
package io.gatehouse.upstream.wire;

import org.jspecify.annotations.NullMarked;
