/// What toolsets offer: names, lists, definitions, and the owner of each thing.
@NullMarked
package io.gatehouse.gateway.catalog;

import org.jspecify.annotations.NullMarked;
