/// The MCP servers behind the gateway: transports, era probing, supervision, health.
@NullMarked
package io.gatehouse.upstream;

import org.jspecify.annotations.NullMarked;
