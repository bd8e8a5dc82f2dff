/// A shop with a few orders: a small server to try Gatehouse with.
@NullMarked
package io.gatehouse.systems.sample;

import org.jspecify.annotations.NullMarked;
