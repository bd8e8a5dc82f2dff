/// The one way of every call, from the door to the server and back.
@NullMarked
package io.gatehouse.gateway.call;

import org.jspecify.annotations.NullMarked;
