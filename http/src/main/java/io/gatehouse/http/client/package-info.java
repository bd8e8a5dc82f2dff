/// Calls to servers: connections and their pools, proxies, responses.
@NullMarked
package io.gatehouse.http.client;

import org.jspecify.annotations.NullMarked;
