/// Scripts of the scripted model: how they are read, and when which turn answers.
@NullMarked
package io.gatehouse.scripted.script;

import org.jspecify.annotations.NullMarked;
