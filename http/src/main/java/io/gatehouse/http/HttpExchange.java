package io.gatehouse.http;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request and its answer, which may be given from any thread but only once.
public interface HttpExchange {

    /// The method as sent, for example `POST`.
    String method();

    /// The path as sent, still encoded, without the query; begins with `/`.
    String path();

    /// What follows the question mark, still encoded, or null if there is none.
    @Nullable
    String query();

    /// Whether the request came over TLS, also where a load balancer ended that and says so by the PROXY protocol.
    boolean secure();

    /// The certificates that the peer has shown on TLS and that the listener's authorities have signed, its own first;
    /// none where the listener asks for none or it has shown none.
    List<X509Certificate> clientCertificates();

    /// The address of the peer, without its port.
    String remoteAddress();

    /// The first value of a request header, or null.
    @Nullable
    String header(String name);

    /// All values of a request header; empty if there is none.
    List<String> headers(String name);

    /// All request headers.
    Headers requestHeaders();

    /// The whole body; empty if there is none. Not copied: the caller must not change it.
    byte[] body();

    /// Adds a header to the answer. Call it before the answer, from one thread at a time.
    ///
    /// @throws IllegalArgumentException if the name is no token or the value holds CR, LF or NUL
    HttpExchange responseHeader(String name, String value);

    /// Says by which id the answer speaks of this request. Call it before the answer.
    HttpExchange requestId(String id);

    /// Notes why the request is refused, as its sender is told, for whoever hears of the failure.
    HttpExchange reason(String sentence);

    /// What [#reason(String)] was told; null when nobody did.
    @Nullable
    String reason();

    /// The id by which the answer speaks of this request; null while none was said.
    @Nullable
    String requestId();

    /// Says what is answered instead if there is no memory for a large answer: 503 where nothing was said. Call it
    /// before the answer.
    ///
    /// @param json small
    /// @param headers beside those of the answer
    HttpExchange whenNoRoom(int status, byte[] json, Header... headers);

    /// Answers with a body, which is not copied and must not change any more.
    ///
    /// @param status 200 to 599
    /// @throws IllegalStateException if there was an answer before
    void respond(int status, String contentType, byte[] body);

    /// Answers without a body.
    ///
    /// @param status 200 to 599
    /// @throws IllegalStateException if there was an answer before
    void respond(int status);

    /// Answers 200 with an event stream; its head goes out at once.
    ///
    /// @throws IllegalStateException if there was an answer before
    EventStream events();

    /// Answers with a body that is written piece by piece, without saying its length; its head goes out at once.
    ///
    /// @param status 200 to 599
    /// @throws IllegalStateException if there was an answer before
    OutgoingBody stream(int status, String contentType);

    /// Breaks the exchange off, before its answer or in the middle of one: the connection is closed, or the stream of
    /// HTTP/2 reset. What is unsent by then is lost.
    void abort();

    /// Runs an action on the event loop when the client goes away before the answer is finished; at once if it
    /// already has. Never runs after a complete answer.
    void onClosed(Runnable action);

    /// Whether the client has gone away before the answer was finished.
    boolean closed();

    /// Runs an action on the event loop of this exchange: at once if called there.
    void onLoop(Runnable action);
}
