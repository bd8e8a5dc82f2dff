/// Reads what servers write, as leniently as the official clients do, and warns of what was wrong.
@NullMarked
package io.gatehouse.upstream.reading;

import org.jspecify.annotations.NullMarked;
