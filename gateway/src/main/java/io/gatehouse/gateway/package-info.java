/// Catalogue, toolsets and the one pipeline that every call crosses.
@NullMarked
package io.gatehouse.gateway;

import org.jspecify.annotations.NullMarked;
