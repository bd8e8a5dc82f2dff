package io.gatehouse.app.schema;

import io.gatehouse.gateway.approval.ApprovalHook;
import io.gatehouse.gateway.approval.ApprovalSettings;
import io.gatehouse.gateway.approval.WebhookSignature;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The section `approvals`: calls that a person has to agree to.
final class ApprovalsForm extends Form<ApprovalSettings> {
    private final Field<Boolean> unannotated = field(
            "unannotated",
            Kinds.choice(new TreeMap<>(Map.of("run", false, "ask", true))),
            false,
            "run",
            "What happens to calls of tools without annotations and configured effects: `run`, or `ask` as for"
                    + " `approval: confirm`.");
    private final Field<Duration> expires = field(
            "expires",
            Kinds.TIME,
            ApprovalSettings.DEFAULT.life(),
            "How long a request for approval can be decided and used.");

    private final Field<ApprovalHook> webhook =
            field("webhook", new WebhookForm(), "Who is told of each call that begins to wait for approval.");

    ApprovalsForm() {
        super("Calls that a person must agree to.");
    }

    private static final class WebhookForm extends Form<ApprovalHook> {
        private final Field<URI> url = field(
                "url",
                IssuerForm.URL,
                "https URL that gets a POST with what `gatehouse approvals show 17 --json` shows, signed as Standard"
                        + " Webhooks has it.");
        private final Field<String> secret = field(
                "secret",
                Kinds.secret(
                        "the secret of a webhook",
                        Map.of("type", "string"),
                        text -> WebhookSignature.isSecret(text.strip()) ? text.strip() : null,
                        "It is whsec_ and base64 of 24 to 64 random bytes. Write ${file:PATH} or ${NAME}."),
                "Secret that signs it: whsec_ and base64 of 24 to 64 bytes. Write ${file:PATH} for a file or ${NAME} for"
                        + " a variable.");

        WebhookForm() {
            super("Who is told of each call that begins to wait for approval.");
        }

        @Override
        @Nullable
        ApprovalHook build(Values values) {
            URI to = values.require(url, "Name the URL that is told.");
            String signs = values.require(secret, "Without a secret, nobody could tell it from a forged one.");
            return to == null || signs == null ? null : new ApprovalHook(to, signs);
        }
    }

    @Override
    ApprovalSettings build(Values values) {
        return new ApprovalSettings(values.get(unannotated), values.get(expires), values.find(webhook));
    }
}
