package io.gatehouse.doors.admin;

import io.gatehouse.policy.OperatorAccess;
import io.gatehouse.protocol.Caller;
import java.util.Map;

/// A request to the admin API that was let in.
///
/// @param caller who sends it
/// @param operator what the caller may do
/// @param path what stands in the places of the path, by their names
/// @param query its parameters
/// @param body what it brings
record AdminRequest(
        Caller caller, OperatorAccess operator, Map<String, String> path, Map<String, String> query, Body body) {
    private static final int USUAL_PAGE = 100;
    private static final int MOST_PAGE = 1_000;

    AdminRequest {
        path = Map.copyOf(path);
        query = Map.copyOf(query);
    }

    /// What stands in a place of the path.
    String place(String name) {
        return path.getOrDefault(name, "");
    }

    /// A parameter; empty without it.
    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    /// A parameter that is a number.
    ///
    /// @param without what holds without it
    long number(String name, long without) throws AdminProblem {
        String text = parameter(name);
        if (text.isEmpty()) {
            return without;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw AdminProblem.invalid("The parameter " + name + " must be a number.");
        }
        return Long.parseLong(text);
    }

    /// How many entries a page of a list has at most.
    int limit() throws AdminProblem {
        long limit = number("limit", USUAL_PAGE);
        if (limit < 1 || limit > MOST_PAGE) {
            throw AdminProblem.invalid("The parameter limit must be a number from 1 to " + MOST_PAGE + ".");
        }
        return (int) limit;
    }

    /// Whether a parameter is `true`.
    boolean flag(String name) throws AdminProblem {
        return switch (parameter(name)) {
            case "true" -> true;
            case "", "false" -> false;
            default -> throw AdminProblem.invalid("The parameter " + name + " must be true or false.");
        };
    }
}
