/// Certificates and keys, and the handshakes with them.
@NullMarked
package io.gatehouse.http.tls;

import org.jspecify.annotations.NullMarked;
