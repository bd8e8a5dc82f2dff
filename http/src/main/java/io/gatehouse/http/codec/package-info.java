/// Between bytes and messages of HTTP/1.1 and HTTP/2, for servers and clients.
@NullMarked
package io.gatehouse.http.codec;

import org.jspecify.annotations.NullMarked;
