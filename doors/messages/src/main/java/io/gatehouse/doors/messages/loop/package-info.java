/// The tool loop: model calls and MCP calls that become one message.
@NullMarked
package io.gatehouse.doors.messages.loop;

import org.jspecify.annotations.NullMarked;
