package io.gatehouse.upstream.repair;

import io.gatehouse.protocol.ObjectView;
import java.util.List;

/// An entry of a list in the forms in which clients get it. Where nothing was wrong both are the server's own bytes.
///
/// @param modern for clients of 2026-07-28
/// @param legacy for clients of earlier revisions; the same object where there is no difference
/// @param wrapsOutput whether legacy clients see the output as `{"result": …}`, because its schema is not an object's
/// @param fixes what was mended, empty when nothing was wrong
public record Definition(ObjectView modern, ObjectView legacy, boolean wrapsOutput, List<Fix> fixes) {
    public Definition {
        fixes = List.copyOf(fixes);
    }
}
