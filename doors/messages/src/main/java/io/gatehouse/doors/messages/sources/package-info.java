/// Where the tools of a request come from: configured servers and toolsets, and servers that requests name by address.
@NullMarked
package io.gatehouse.doors.messages.sources;

import org.jspecify.annotations.NullMarked;
