/// The Messages API: requests are relayed to model providers, and what they say of MCP is executed here.
@NullMarked
package io.gatehouse.doors.messages;

import org.jspecify.annotations.NullMarked;
