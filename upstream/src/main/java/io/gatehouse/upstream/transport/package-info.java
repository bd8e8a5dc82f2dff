/// Connections to servers: transports, handshakes, sessions and streams of every era.
@NullMarked
package io.gatehouse.upstream.transport;

import org.jspecify.annotations.NullMarked;
