/// The commands that make, list and end keys of callers.
@NullMarked
package io.gatehouse.app.keys;

import org.jspecify.annotations.NullMarked;
