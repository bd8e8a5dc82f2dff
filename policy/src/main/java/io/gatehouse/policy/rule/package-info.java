/// Rules: what an operator says about single calls, in CEL. They are compiled and checked before they count, and
/// deciding by them is a plain function of a call's data.
@NullMarked
package io.gatehouse.policy.rule;

import org.jspecify.annotations.NullMarked;
