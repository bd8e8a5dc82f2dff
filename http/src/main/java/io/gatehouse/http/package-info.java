/// The module that alone knows Netty: server, client, event streams, TLS, limits. Here is what all others speak with:
/// requests, responses, headers, handlers and settings. What it starts with is `HttpEngine`, in `engine`.
@NullMarked
package io.gatehouse.http;

import org.jspecify.annotations.NullMarked;
