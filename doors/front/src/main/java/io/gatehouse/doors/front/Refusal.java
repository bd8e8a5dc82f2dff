package io.gatehouse.doors.front;

import io.gatehouse.protocol.Caller;
import java.util.List;

/// Why a request may not come in.
public sealed interface Refusal {
    /// The HTTP status that says so.
    int status();

    /// What is wrong, for the sender of the request.
    String reason();

    /// Its `Host` is none of the gateway's names, or its `Origin` may not call.
    ///
    /// @param remedy a sentence for operators, who alone are told of settings
    record Foreign(String reason, String remedy) implements Refusal {
        @Override
        public int status() {
            return 403;
        }
    }

    /// Two of its headers name different clients, so that one of them was forged.
    record Contradictory() implements Refusal {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String reason() {
            return "The headers Forwarded and X-Forwarded-For name different clients.";
        }

        /// A sentence for operators.
        public String remedy() {
            return "Make the proxy remove the one that it does not set itself.";
        }
    }

    /// It does not show who sends it.
    ///
    /// @param shown whether it shows a credential, which is not valid then
    /// @param token whether that is a token
    /// @param challenge for the header `WWW-Authenticate`
    /// @param detail a sentence for operators alone; empty without one
    record Unauthenticated(String reason, boolean shown, boolean token, String challenge, String detail)
            implements Refusal {
        public Unauthenticated(String reason, boolean shown, boolean token, String challenge) {
            this(reason, shown, token, challenge, "");
        }

        @Override
        public int status() {
            return 401;
        }
    }

    /// Nobody can say now who sends it.
    record Unavailable() implements Refusal {
        /// Seconds after which to try again.
        static final String RETRY_AFTER = "1";

        @Override
        public int status() {
            return 503;
        }

        @Override
        public String reason() {
            return "The gateway cannot check keys now. Try again in a moment.";
        }
    }

    /// Who sends it may not use the route.
    ///
    /// @param remedy a sentence for operators
    record Forbidden(String reason, String remedy) implements Refusal {
        @Override
        public int status() {
            return 403;
        }
    }

    /// The route does not have the method.
    record WrongMethod(String method, String path, List<String> allowed) implements Refusal {
        public WrongMethod {
            allowed = List.copyOf(allowed);
        }

        @Override
        public int status() {
            return 405;
        }

        @Override
        public String reason() {
            return method + " is not allowed for " + path + "; use " + String.join(", ", allowed) + ".";
        }
    }

    /// The listener did not read its body.
    ///
    /// @param status 413 when it is too large, 408 when it did not arrive in time, 503 when there is no memory
    ///     for it now, and 400, 414, 417, 431 or 501 when the head is not understood
    /// @param reason what is wrong, as part of a sentence; printable ASCII without quotes
    /// @param caller who sent it; [Caller#ANONYMOUS] when nobody is known
    record Unread(int status, String reason, Caller caller) implements Refusal {}
}
