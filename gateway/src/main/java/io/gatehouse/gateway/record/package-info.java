/// What is told of each call once it has ended.
@NullMarked
package io.gatehouse.gateway.record;

import org.jspecify.annotations.NullMarked;
