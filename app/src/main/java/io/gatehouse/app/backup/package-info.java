/// The commands that save what a gateway keeps, and bring it back.
@NullMarked
package io.gatehouse.app.backup;

import org.jspecify.annotations.NullMarked;
