/// Configuration, wiring and the command line.
@NullMarked
package io.gatehouse.app;

import org.jspecify.annotations.NullMarked;
