/// Servers that requests name by address.
@NullMarked
package io.gatehouse.gateway.outside;

import org.jspecify.annotations.NullMarked;
