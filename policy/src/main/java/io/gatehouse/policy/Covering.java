package io.gatehouse.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The limits that cover one tool, prompt, resource or model, whoever uses it.
///
/// @param repeat null where repeated calls are as good as others
public record Covering(
        List<CallLimit> limits,
        List<ReachLimit> reach,
        List<Quota> quotas,
        @Nullable RepeatLimit repeat) {}
