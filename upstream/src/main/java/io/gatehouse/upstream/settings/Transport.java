package io.gatehouse.upstream.settings;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.HostAndPort;
import io.gatehouse.protocol.Handler;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The way to a server.
public sealed interface Transport {

    /// A child process that speaks over its standard streams.
    ///
    /// @param environment what it gets beside the usual few variables
    /// @param inherit names of variables that it gets from the gateway's own environment
    /// @param directory the folder it runs in
    record Stdio(
            String command,
            List<String> arguments,
            Map<String, String> environment,
            List<String> inherit,
            Path directory)
            implements Transport {
        public Stdio {
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
            inherit = List.copyOf(inherit);
        }

        /// Without the values of variables, which may be secrets.
        @Override
        public String toString() {
            return "Stdio[" + command + "]";
        }
    }

    /// A server reached over HTTP.
    ///
    /// @param url its endpoint
    /// @param eventStreamsOnly whether it is known to speak HTTP+SSE of 2024-11-05 (`type: sse`)
    /// @param headers sent with every request
    /// @param headersHelper prints further headers, or null
    /// @param credential who gives what it is called with
    record Http(
            URI url,
            boolean eventStreamsOnly,
            Map<String, String> headers,
            @Nullable HeadersCommand headersHelper,
            ClientSettings client,
            Credential credential)
            implements Transport {
        public Http {
            headers = Map.copyOf(headers);
        }

        /// A server whose headers the configuration gives.
        public Http(
                URI url,
                boolean eventStreamsOnly,
                Map<String, String> headers,
                @Nullable HeadersCommand headersHelper,
                ClientSettings client) {
            this(url, eventStreamsOnly, headers, headersHelper, client, Credential.CONFIGURED);
        }

        /// Without query and headers, which may be secrets.
        @Override
        public String toString() {
            HostAndPort place = HostAndPort.of(url);
            return "Http[" + url.getScheme() + "://" + (place == null ? "" : place.host()) + "]";
        }
    }

    /// A server that has several addresses, each of which could answer alone.
    ///
    /// @param addresses two or more, called alike
    record HttpGroup(List<Http> addresses) implements Transport {
        /// @throws IllegalArgumentException when there are fewer than two
        public HttpGroup {
            addresses = List.copyOf(addresses);
            if (addresses.size() < 2) {
                throw new IllegalArgumentException("a group has at least two addresses");
            }
        }
    }

    /// Who gives the credential of a server, and so who is to correct it.
    enum Credential {
        /// The configuration.
        CONFIGURED,
        /// The request that names the server.
        REQUEST
    }

    /// A shell command that prints headers as a JSON object of strings.
    ///
    /// @param command as a shell takes it; it may hold secrets
    /// @param folder where it runs
    record HeadersCommand(String command, Path folder) {
        /// Without the command, which may hold secrets.
        @Override
        public String toString() {
            return "HeadersCommand[in " + folder + "]";
        }
    }

    /// A server in this program.
    record InProcess(Handler handler) implements Transport {}

    /// A server whose settings are wrong: it is listed with its problem and never started.
    ///
    /// @param problem what is wrong
    /// @param remedy what to do about it
    record Invalid(String problem, String remedy) implements Transport {}
}
