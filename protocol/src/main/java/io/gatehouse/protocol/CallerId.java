package io.gatehouse.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tells callers apart: the same in every request of one caller, also after a token was refreshed.
///
/// @param kind how the caller is known
/// @param issuer who vouches for the subject; the id of a key that is stored, empty for one of the configuration
/// @param subject whom the issuer means, or the name of a key
/// @param client the program that calls in the subject's name; empty when it is not known
/// @param tenant whose data the caller works with; empty where nobody told tenants apart
public record CallerId(Kind kind, String issuer, String subject, String client, String tenant) {
    /// Nobody had to say who they are.
    public static final CallerId ANONYMOUS = new CallerId(Kind.ANONYMOUS, "anonymous");

    /// The issuer of callers whom a client certificate lets in. No stored key has such an id.
    public static final String CERTIFICATE = "certificate:";

    /// How a caller is known.
    public enum Kind {
        /// Not at all: no credentials are configured.
        ANONYMOUS,
        /// By having started the program, at its command line or as its parent.
        LOCAL,
        /// By a key, of the configuration or stored.
        KEY,
        /// By a token of an issuer.
        TOKEN,
        /// By a token of the gateway itself: the issuer is that of the credential that it was made from, the client the
        /// name of the key or the client of the token, the subject whom it acts for.
        DELEGATE
    }

    private CallerId(Kind kind, String subject) {
        this(kind, "", subject, "", "");
    }

    /// Who shows a key.
    ///
    /// @param name of the key in the configuration
    public static CallerId ofKey(String name) {
        return new CallerId(Kind.KEY, name);
    }

    /// Who shows a key that is stored. Another key with its name is another caller.
    ///
    /// @param id of the key
    /// @param name of the key
    /// @param tenant whose data it works with; empty where nobody tells tenants apart
    public static CallerId ofStoredKey(String id, String name, String tenant) {
        return new CallerId(Kind.KEY, id, name, "", tenant);
    }

    /// Who shows a token of the gateway itself.
    ///
    /// @param from who showed what it was made from
    /// @param user in whose name it is; empty for that of who had it made
    public static CallerId delegate(CallerId from, String user) {
        boolean key = from.kind() == Kind.KEY;
        return new CallerId(
                Kind.DELEGATE,
                from.issuer(),
                user.isEmpty() ? from.subject() : user,
                key ? from.subject() : from.client(),
                from.tenant());
    }

    /// Who started the program.
    public static CallerId local(String name) {
        return new CallerId(Kind.LOCAL, name);
    }

    /// The id whose [#text()] this is; null when it is none.
    public static @Nullable CallerId ofText(String text) {
        int at = text.indexOf(' ');
        List<String> parts = new ArrayList<>();
        try {
            Kind kind = Kind.valueOf(at < 0 ? text : text.substring(0, at));
            while (at >= 0 && at < text.length()) {
                int colon = text.indexOf(':', at);
                int end = colon + 1 + Integer.parseInt(text, at + 1, colon, 10);
                parts.add(text.substring(colon + 1, end));
                at = end;
            }
            return parts.size() == 4
                    ? new CallerId(kind, parts.get(0), parts.get(1), parts.get(2), parts.get(3))
                    : null;
        } catch (IllegalArgumentException | IndexOutOfBoundsException other) {
            return null;
        }
    }

    /// Whether both are of the same person or key, whatever program or token they use: whoever has a key has what was
    /// made with it.
    public boolean sameOwner(CallerId other) {
        return issuer.equals(other.issuer) && tenant.equals(other.tenant) && owner().equals(other.owner());
    }

    private String owner() {
        return kind == Kind.DELEGATE && !issuer.contains("://") ? client : subject;
    }

    /// Whether a client certificate let the caller in: the subject is then the name of the rule, the client the name in
    /// the certificate.
    public boolean certified() {
        return issuer.equals(CERTIFICATE);
    }

    /// Whom limits count: a token that a key or an outside token made for itself counts with it, and one in the name of
    /// another user apart.
    public CallerId counted() {
        if (kind != Kind.DELEGATE) {
            return this;
        }
        if (issuer.contains("://")) {
            return new CallerId(Kind.TOKEN, issuer, subject, client, tenant);
        }
        return subject.equals(client) ? key() : this;
    }

    /// Who is answerable for what is counted, whomever it acts for: the key behind a token, or the caller itself.
    public CallerId key() {
        return kind == Kind.DELEGATE && !issuer.contains("://")
                ? new CallerId(Kind.KEY, issuer, client, "", tenant)
                : counted();
    }

    /// All of it in one text, which no other id has.
    public String text() {
        StringBuilder text = new StringBuilder(kind.name());
        for (String part : new String[] {issuer, subject, client, tenant}) {
            text.append(' ').append(part.length()).append(':').append(part);
        }
        return text.toString();
    }
}
