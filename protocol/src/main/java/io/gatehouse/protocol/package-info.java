/// JSON-RPC and MCP as bytes: messages of every revision, framing, slices, errors. No I/O, no threads.
@NullMarked
package io.gatehouse.protocol;

import org.jspecify.annotations.NullMarked;
