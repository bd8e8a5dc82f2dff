/// The platforms that speak the Messages API in a way of their own: Bedrock, Vertex, Foundry.
@NullMarked
package io.gatehouse.models.platforms;

import org.jspecify.annotations.NullMarked;
