package io.gatehouse.kit;

import java.util.List;

/// What reads a resource; the rules of [ToolFunction] hold.
@FunctionalInterface
public interface ResourceFunction {
    /// @throws CallException to answer with an error, [CallException#resourceNotFound(String)] for one
    List<ResourceContents> read(ResourceCall call) throws Exception;
}
