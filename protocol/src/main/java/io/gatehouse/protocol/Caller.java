package io.gatehouse.protocol;

import java.util.Map;
import java.util.Set;

/// Who is answerable for a request, as far as the gateway knows. What is not known is empty. Compare the ids of
/// callers: the rest may differ between requests of the same one.
///
/// @param id tells callers apart
/// @param user the person in whose name the caller acts
/// @param roles which it has
/// @param scopes which its credential was given
/// @param claims whatever else its credential says of it
/// @param address where the request came from, without a port
/// @param passedBy the replica that it came to and that passed it to this one; empty when it came here
/// @param token of the gateway itself that let it in; [CallerToken#NONE] without one
public record Caller(
        CallerId id,
        String user,
        Set<String> roles,
        Set<String> scopes,
        Map<String, Object> claims,
        String address,
        String passedBy,
        CallerToken token) {
    /// Nobody had to say who they are: no keys are configured.
    public static final Caller ANONYMOUS = of(CallerId.ANONYMOUS);

    /// Stands among the scopes of a credential that does not narrow what its caller may do.
    public static final String ANY_SCOPE = "*";

    public Caller {
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
        claims = Map.copyOf(claims);
    }

    /// Who shows no token of the gateway itself.
    public Caller(
            CallerId id,
            String user,
            Set<String> roles,
            Set<String> scopes,
            Map<String, Object> claims,
            String address,
            String passedBy) {
        this(id, user, roles, scopes, claims, address, passedBy, CallerToken.NONE);
    }

    /// A caller of whom nothing is known but who it is.
    public static Caller of(CallerId id) {
        return new Caller(id, "", Set.of(), Set.of(), Map.of(), "", "");
    }

    /// Who shows a key.
    ///
    /// @param name of the key in the configuration
    public static Caller ofKey(String name) {
        return of(CallerId.ofKey(name));
    }

    /// The same caller with other scopes.
    public Caller with(Set<String> others) {
        return new Caller(id, user, roles, others, claims, address, passedBy, token);
    }

    /// The same caller, of whom something else is said.
    public Caller withClaims(Map<String, Object> others) {
        return new Caller(id, user, roles, scopes, others, address, passedBy, token);
    }

    /// The same caller at an address.
    public Caller at(String somewhere) {
        return new Caller(id, user, roles, scopes, claims, somewhere, passedBy, token);
    }

    /// The same caller, whose request another replica passed to this one.
    public Caller passedBy(String replica) {
        return new Caller(id, user, roles, scopes, claims, address, replica, token);
    }

    /// The same caller by a token.
    public Caller with(CallerToken shown) {
        return new Caller(id, user, roles, scopes, claims, address, passedBy, shown);
    }

    /// The session that its token is bound to; empty for none.
    public String boundSession() {
        return token.session();
    }

    /// Whose a session with the gateway is: one that was begun with a token that is bound to a session belongs to that
    /// session alone.
    public String sessionOwner() {
        return boundSession().isEmpty() ? id.text() : id.text() + " in " + boundSession();
    }

    /// Whose data the caller works with; empty where nobody told tenants apart.
    public String tenant() {
        return id.tenant();
    }

    /// What people call it: the name of the key that was shown or that a token was made with, `anonymous`, or whom a
    /// token is about. That comes after its issuer, `login.example.com/realms/acme/alice`, or, where a key acts for
    /// somebody, after the key, `desk/alice`.
    public String name() {
        String issuer = issuer();
        if (!issuer.isEmpty()) {
            return place(issuer) + "/" + id.subject();
        }
        boolean another = id.kind() == CallerId.Kind.DELEGATE && !id.subject().equals(id.client());
        return another ? id.client() + "/" + id.subject() : id.subject();
    }

    /// The name of the key that was shown, or that a token was made with; empty without one.
    public String key() {
        return switch (id.kind()) {
            case ANONYMOUS, LOCAL, TOKEN -> "";
            case KEY -> id.subject();
            case DELEGATE -> issuer().isEmpty() ? id.client() : "";
        };
    }

    /// The URL of the issuer whose token was shown, or from whose token one was made; empty without one.
    public String issuer() {
        return id.issuer().contains("://") ? id.issuer() : "";
    }

    /// A URL without its scheme. Two issuers may share a host.
    private static String place(String url) {
        String place = url.substring(url.indexOf("://") + 3);
        return place.endsWith("/") ? place.substring(0, place.length() - 1) : place;
    }

    /// Whom bytes in flight are charged to: empty for those who are not told apart.
    public String account() {
        return switch (id.kind()) {
            case ANONYMOUS -> "";
            case LOCAL, KEY -> accountOf(id.subject());
            // Whatever a key makes itself and whomever it acts for, it has one share.
            case DELEGATE -> id.issuer().contains("://") ? id.text() : accountOf(id.client());
            case TOKEN -> id.text();
        };
    }

    private String accountOf(String key) {
        return tenant().isEmpty() ? key : tenant() + "/" + key;
    }
}
