/// The one way in which the gateway itself asks the person behind a call, whatever revision and transport the client
/// speaks.
@NullMarked
package io.gatehouse.gateway.person;

import org.jspecify.annotations.NullMarked;
