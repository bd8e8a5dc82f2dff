package io.gatehouse.scripted;

import io.gatehouse.scripted.script.Json;
import io.gatehouse.scripted.script.RequestLimits;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Checks the body of a request as strictly as the hosted service does, and in its words.
final class BodyCheck {
    private static final List<String> EVERYWHERE = List.of(
            "model",
            "messages",
            "system",
            "tools",
            "tool_choice",
            "thinking",
            "cache_control",
            "output_config",
            "output_format",
            "context_management",
            "speed",
            "thread",
            "compaction");
    private static final List<String> MESSAGES_ONLY = List.of(
            "max_tokens",
            "stream",
            "stop_sequences",
            "metadata",
            "container",
            "diagnostics",
            "service_tier",
            "inference_geo",
            "fallbacks",
            "fallback_credit_token",
            "billing_policy",
            "temperature",
            "top_p",
            "top_k");
    private static final List<String> OLD_VERSION_ONLY = List.of("temperature", "top_p", "top_k");
    /// Fields that exist only together with a beta, by the beginning of its name.
    private static final Map<String, List<String>> BETA_FIELDS = Map.of(
            "context_management", List.of("context-management-", "compact-"),
            "compaction", List.of("compact-"),
            "thread", List.of("message-threads-"),
            "fallbacks", List.of("server-side-fallback-"),
            "fallback_credit_token", List.of("server-side-fallback-"),
            "output_format", List.of("structured-outputs-"));
    private static final String OLD_VERSION = "2023-06-01";
    private static final Set<String> SYSTEM_TYPES = Set.of("text");

    private final JsonNode body;
    private final String version;
    private final Set<String> betas;
    private final Signature signature;

    BodyCheck(JsonNode body, String version, Set<String> betas, Signature signature) {
        this.body = body;
        this.version = version;
        this.betas = betas;
        this.signature = signature;
    }

    /// The body as JSON.
    static JsonNode parse(byte[] bytes) {
        if (bytes.length > RequestLimits.MAX_BODY_BYTES) {
            throw new RejectedException(413, "Request exceeds the maximum size");
        }
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(bytes);
        } catch (NumberFormatException tooLarge) {
            throw RejectedException.invalid("The request body is not valid JSON: a number in it is too large");
        } catch (JacksonException malformed) {
            String why = malformed.getOriginalMessage();
            throw RejectedException.invalid("The request body is not valid JSON: "
                    + (why == null ? "" : why.lines().findFirst().orElse("")));
        }
        if (!body.isObject()) {
            throw RejectedException.invalid("Input should be a valid dictionary or object to extract fields from");
        }
        return body;
    }

    /// @param counting whether only tokens are counted, for which less is needed
    void check(boolean counting) {
        knownFields(counting);
        Shape.text(body, "", "model");
        if (Shape.optional(body, "thread") != null) {
            throw RejectedException.coded(
                    "thread_unsupported_request", "thread: this model keeps no conversation; send all messages");
        }
        JsonNode messages = Shape.required(body, "", "messages");
        if (!counting) {
            Shape.number(body, "", "max_tokens", 0);
            Shape.flag(body, "", "stream");
            stopSequences();
            samplingNumbers();
        }
        system();
        new ToolCheck(body).check();
        ThinkingCheck.settings(body);
        new MessagesCheck(messages, version, systemMessages(), signature).check();
        ThinkingCheck.leads(body);
        CacheControlCheck.check(body);
    }

    /// Whether the list of messages may hold some of the system.
    private boolean systemMessages() {
        return !version.equals(OLD_VERSION)
                || betas.stream().anyMatch(beta -> beta.startsWith("mid-conversation-system-"));
    }

    private void knownFields(boolean counting) {
        for (String key : body.propertyNames()) {
            boolean known = EVERYWHERE.contains(key) || !counting && MESSAGES_ONLY.contains(key);
            boolean tooNew = OLD_VERSION_ONLY.contains(key) && !version.equals(OLD_VERSION);
            List<String> needed = BETA_FIELDS.getOrDefault(key, List.of(""));
            boolean asked = needed.contains("")
                    || betas.stream().anyMatch(beta -> needed.stream().anyMatch(beta::startsWith));
            if (!known || tooNew || !asked) {
                throw RejectedException.invalid(key + ": Extra inputs are not permitted");
            }
        }
    }

    private void samplingNumbers() {
        for (String key : OLD_VERSION_ONLY) {
            JsonNode value = Shape.optional(body, key);
            if (value != null && !value.isNumber()) {
                throw RejectedException.invalid(key + ": Input should be a valid number");
            }
            if (value != null && !key.equals("top_k") && (value.doubleValue() < 0 || value.doubleValue() > 1)) {
                throw RejectedException.invalid(key + ": Input should be "
                        + (value.doubleValue() < 0 ? "greater than or equal to 0" : "less than or equal to 1"));
            }
        }
    }

    private void stopSequences() {
        JsonNode sequences = Shape.optional(body, "stop_sequences");
        if (sequences == null) {
            return;
        }
        Shape.list(sequences, "stop_sequences");
        for (int at = 0; at < sequences.size(); at++) {
            if (!sequences.get(at).isString()) {
                throw RejectedException.invalid("stop_sequences." + at + ": Input should be a valid string");
            }
            if (sequences.get(at).stringValue().isBlank()) {
                throw RejectedException.invalid("stop_sequences: each stop sequence must contain non-whitespace");
            }
        }
    }

    private void system() {
        JsonNode system = Shape.optional(body, "system");
        if (system == null || system.isString()) {
            return;
        }
        Shape.list(system, "system");
        for (int at = 0; at < system.size(); at++) {
            String path = "system." + at;
            Shape.tag(system.get(at), path, SYSTEM_TYPES);
            BlockCheck.text(system.get(at), path, "system");
        }
    }
}
