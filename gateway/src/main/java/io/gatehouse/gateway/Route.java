package io.gatehouse.gateway;

import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.CallOptions;
import io.gatehouse.upstream.Upstream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a tool or prompt of a toolset lives.
///
/// @param upstream its server
/// @param exposed its name towards clients
/// @param own its name in the server
/// @param fixedArguments arguments that callers neither see nor set, JSON by key
/// @param options what its calls need: times of its own, arguments that are mirrored into headers
/// @param effects what it does to the world
/// @param wrapsOutput whether clients before 2026-07-28 see its output as `{"result": …}`
/// @param checkedBy the schema that arguments must fit before they are sent, or null when only the server checks them
record Route(
        Upstream upstream,
        String exposed,
        String own,
        Map<String, Slice> fixedArguments,
        CallOptions options,
        Effects effects,
        boolean wrapsOutput,
        @Nullable Slice checkedBy) {}
