/// The command line.
@NullMarked
package io.gatehouse.app.cli;

import org.jspecify.annotations.NullMarked;
