/// The only place that knows Netty: server, client, event streams, TLS, limits.
@NullMarked
package io.gatehouse.http;

import org.jspecify.annotations.NullMarked;
