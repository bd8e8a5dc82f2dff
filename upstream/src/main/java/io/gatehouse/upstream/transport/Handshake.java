package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.ShortText;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.transport.ConnectFailure.Evidence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first messages to a server, and what its answers say of its era (2026-07-28, versioning, backward
/// compatibility).
public final class Handshake {
    static final Notification INITIALIZED = Notification.of(Method.INITIALIZED, null);

    private Handshake() {}

    /// What the answer to the probe says.
    enum Verdict {
        MODERN,
        LEGACY,
        /// A modern server that speaks no revision in common, or refused the probe.
        NEITHER
    }

    /// The probe: `server/discover`.
    public static Request discover() {
        return Request.of("0", Method.DISCOVER, null);
    }

    /// The beginning of the legacy era.
    static Request initialize(ClientFace face) {
        return Request.of(
                "0",
                Method.INITIALIZE,
                "{\"protocolVersion\":\"" + Revision.NEWEST_LEGACY.id() + "\",\"capabilities\":" + face.capabilities()
                        + ",\"clientInfo\":" + face.clientInfo() + "}");
    }

    /// Whether a request is one that only a client asks.
    static boolean asks(Request request) {
        return request.method().equals(Method.DISCOVER) || request.method().equals(Method.INITIALIZE);
    }

    /// Reads the answer to the probe; null is no answer at all.
    static Verdict verdict(@Nullable Response answer) {
        if (answer == null) {
            return Verdict.LEGACY;
        }
        if (answer.result() != null) {
            Slice supported = answer.result().get("supportedVersions");
            return supported == null ? Verdict.LEGACY : common(supported);
        }
        return switch (answer.errorCode()) {
            case ErrorCode.UNSUPPORTED_VERSION -> common(supported(answer));
            case ErrorCode.HEADER_MISMATCH, ErrorCode.MISSING_CLIENT_CAPABILITY -> Verdict.NEITHER;
            default -> Verdict.LEGACY;
        };
    }

    /// Whether a server refused the probe although it names our revision among its own: it is asked once more.
    static boolean refusedAnotherRevision(@Nullable Response answer) {
        return answer != null
                && answer.errorCode() == ErrorCode.UNSUPPORTED_VERSION
                && verdict(answer) == Verdict.MODERN;
    }

    /// The facts of a modern server.
    public static Facts discovered(Response answer) {
        ObjectView result = answer.result();
        return Facts.ofDiscover(result == null ? ClientFace.NO_CAPABILITIES : result);
    }

    /// The facts of a legacy server.
    ///
    /// @throws ConnectFailure when it refused, or chose a revision that is not known
    public static Facts initialized(String server, Response answer) throws ConnectFailure {
        ObjectView result = answer.result();
        if (result == null) {
            throw new ConnectFailure(
                    Evidence.OTHER_ERA,
                    "server " + server + " refused `initialize`: " + answer.errorMessage() + " (" + answer.errorCode()
                            + ")",
                    "check that the server speaks a revision of MCP from 2024-11-05 to 2026-07-28");
        }
        String chosen = result.string("protocolVersion");
        Revision revision = chosen == null ? null : Revision.of(chosen).orElse(null);
        if (revision == null || revision.modern()) {
            throw new ConnectFailure(
                    Evidence.OTHER_ERA,
                    "server " + server + " answered `initialize` "
                            + (chosen == null
                                    ? "without a protocolVersion"
                                    : "with the revision " + shortened(chosen) + ", which Gatehouse does not speak"),
                    "check that the server speaks a revision of MCP from 2024-11-05 to 2026-07-28");
        }
        return Facts.ofInitialize(revision, result);
    }

    /// A modern server that cannot be spoken to.
    static ConnectFailure neither(String server, Response answer) {
        Slice versions =
                answer.result() == null ? supported(answer) : answer.result().get("supportedVersions");
        boolean version = answer.result() != null || answer.errorCode() == ErrorCode.UNSUPPORTED_VERSION;
        return new ConnectFailure(
                Evidence.OUTAGE,
                version
                        ? "server " + server + " speaks only revisions "
                                + (versions == null ? "unknown" : versions.text())
                        : "server " + server + " refused `server/discover`: " + answer.errorMessage(),
                version ? "upgrade the server or the gateway" : ServerLog.remedy(server));
    }

    private static @Nullable Slice supported(Response answer) {
        ObjectView data = answer.error() == null ? null : answer.error().object("data");
        return data == null ? null : data.get("supported");
    }

    private static Verdict common(@Nullable Slice versions) {
        try {
            List<String> names = versions == null
                    ? List.of()
                    : Json.elements(versions).stream()
                            .filter(name -> name.first() == '"')
                            .map(Json::unquote)
                            .toList();
            if (names.contains(Revision.NEWEST.id())) {
                return Verdict.MODERN;
            }
            return names.stream().anyMatch(name -> Revision.of(name).isPresent()) ? Verdict.LEGACY : Verdict.NEITHER;
        } catch (MalformedJsonException noArray) {
            return Verdict.NEITHER;
        }
    }

    private static String shortened(String text) {
        return Json.quote(ShortText.of(text, 40));
    }
}
