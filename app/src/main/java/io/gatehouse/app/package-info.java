/// The program: how its parts are put together.
@NullMarked
package io.gatehouse.app;

import org.jspecify.annotations.NullMarked;
