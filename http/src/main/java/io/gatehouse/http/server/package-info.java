/// Requests of clients: listening, connections, what is answered, and the bounds of all of it.
@NullMarked
package io.gatehouse.http.server;

import org.jspecify.annotations.NullMarked;
