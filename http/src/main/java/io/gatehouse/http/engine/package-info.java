/// The engine, which knows both the server and the client.
@NullMarked
package io.gatehouse.http.engine;

import org.jspecify.annotations.NullMarked;
