package io.gatehouse.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/// Where a store is.
public sealed interface StorePlace {

    /// The file `store.db` in a folder, for the gateways of one machine.
    ///
    /// @param folder made when it does not exist
    record Folder(Path folder) implements StorePlace {}

    /// A PostgreSQL database, for gateways on any machine.
    ///
    /// @param url a JDBC URL without credentials
    /// @param user null for the driver's default
    /// @param password null for none
    record Postgres(
            String url, @Nullable String user, @Nullable String password) implements StorePlace {
        /// How the message begins that refuses a URL; the rest says what to do.
        public static final String WRONG = "The URL of the store is not valid. ";

        private static final String JDBC = "jdbc:";
        /// The driver would log what it takes for a wrong port, which may be a password.
        private static final String HOST = "([^:/\\[\\],]+|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?";

        private static final String HOSTS = HOST + "(," + HOST + ")*";
        private static final List<String> SCHEMES = List.of("postgresql://", "postgres://");

        /// Reads `postgresql://USER:PASSWORD@HOST:PORT/DATABASE` or the same after `jdbc:`. Parameters follow after `?`
        /// and may have `user` and `password` too. Several hosts are separated by commas.
        ///
        /// @throws IllegalArgumentException when it is no such URL; the message has no part of it
        public static Postgres of(String text) {
            String rest = text.startsWith(JDBC) ? text.substring(JDBC.length()) : text;
            String scheme = SCHEMES.stream()
                    .filter(rest::startsWith)
                    .findFirst()
                    .orElseThrow(() -> wrong("It must begin with postgresql:// or jdbc:postgresql://."));
            rest = rest.substring(scheme.length());
            int query = rest.indexOf('?');
            String address = query < 0 ? rest : rest.substring(0, query);
            int at = address.lastIndexOf('@');
            String login = at < 0 ? "" : address.substring(0, at);
            String server = address.substring(at + 1);
            int slash = server.indexOf('/');
            if (slash <= 0 || slash == server.length() - 1) {
                throw wrong("It must name a host and a database, as in postgresql://HOST/DATABASE. Percent-encode"
                        + " special characters in the password.");
            }
            if (!server.substring(0, slash).matches(HOSTS)) {
                throw wrong("Check its host and port.");
            }
            int colon = login.indexOf(':');
            String user = decoded(colon < 0 ? login : login.substring(0, colon));
            String password = colon < 0 ? null : decoded(login.substring(colon + 1));
            List<String> parameters = new ArrayList<>();
            for (String parameter :
                    query < 0 ? new String[0] : rest.substring(query + 1).split("&", -1)) {
                if (parameter.startsWith("user=")) {
                    user = decoded(parameter.substring("user=".length()));
                } else if (parameter.startsWith("password=")) {
                    password = decoded(parameter.substring("password=".length()));
                } else if (!parameter.isEmpty()) {
                    parameters.add(parameter);
                }
            }
            String url =
                    "jdbc:postgresql://" + server + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
            if (Driver.parseURL(url, null) == null) {
                throw wrong("Check its host, port and database.");
            }
            return new Postgres(url, user == null || user.isEmpty() ? null : user, password);
        }

        private static String decoded(String text) {
            try {
                return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                throw wrong("A percent sign in the user or the password must be written as %25.");
            }
        }

        private static IllegalArgumentException wrong(String remedy) {
            return new IllegalArgumentException(WRONG + remedy);
        }

        /// Without address and credentials.
        @Override
        public String toString() {
            return "PostgreSQL";
        }
    }
}
