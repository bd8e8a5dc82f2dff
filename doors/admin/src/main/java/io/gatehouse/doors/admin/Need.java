package io.gatehouse.doors.admin;

import io.gatehouse.policy.OperatorAccess;
import io.gatehouse.protocol.OperatorScope;

/// What a caller must have for an operation.
///
/// @param scope a scope of operators; empty for none
record Need(String scope) {
    /// A valid credential.
    static final Need CREDENTIAL = new Need("");
    /// The scope that decides about calls of one server at least.
    static final Need APPROVE = new Need(OperatorScope.approve("SERVER"));
    static final Need READ = new Need(OperatorScope.READ);
    static final Need WRITE = new Need(OperatorScope.WRITE);
    static final Need KEYS = new Need(OperatorScope.KEYS);

    /// @throws AdminProblem when the caller lacks it
    void check(OperatorAccess operator) throws AdminProblem {
        boolean has = this == APPROVE ? operator.approves() : scope.isEmpty() || operator.has(scope);
        if (!has) {
            throw AdminProblem.scope(scope);
        }
    }
}
