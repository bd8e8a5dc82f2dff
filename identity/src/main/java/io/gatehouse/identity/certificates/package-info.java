/// Callers who show a certificate, on TLS or through a proxy.
@NullMarked
package io.gatehouse.identity.certificates;

import org.jspecify.annotations.NullMarked;
