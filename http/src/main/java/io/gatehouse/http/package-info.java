/// The only place that knows the HTTP engine: server, client, event streams, TLS, limits.
@NullMarked
package io.gatehouse.http;

import org.jspecify.annotations.NullMarked;
