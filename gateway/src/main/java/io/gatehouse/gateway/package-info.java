/// The hall between doors and systems.
@NullMarked
package io.gatehouse.gateway;

import org.jspecify.annotations.NullMarked;
