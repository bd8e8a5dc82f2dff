/// `gatehouse policy`: commands about rules that need no server.
@NullMarked
package io.gatehouse.app.rules;

import org.jspecify.annotations.NullMarked;
