package io.gatehouse.models.platforms;

import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.ModelRequest;
import java.util.Set;

/// How one cloud platform wants the requests of Anthropic's API, and how its answers become that API's.
/// Knows nothing of credentials.
interface Platform {

    /// The names of models that are mapped to the platform's own.
    Set<String> models();

    /// What the platform gets for a request.
    ///
    /// @throws ApiException if the platform cannot do what is asked, or the body is no JSON object
    PlatformRequest request(ModelRequest request) throws ApiException;

    /// Takes the platform's answer and gives `answer` one of Anthropic's API.
    ///
    /// @param cancel gives up the call, when its answer turns out to be unreadable
    ResponseHandler answer(ModelRequest request, ResponseHandler answer, Runnable cancel);
}
