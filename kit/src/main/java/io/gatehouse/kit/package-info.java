/// MCP servers written in Java: tools, resources, prompts and what they may ask. How they are served is not their
/// concern: in process, over stdio or over HTTP.
@NullMarked
package io.gatehouse.kit;

import org.jspecify.annotations.NullMarked;
