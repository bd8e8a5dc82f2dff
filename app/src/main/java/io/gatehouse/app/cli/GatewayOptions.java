package io.gatehouse.app.cli;

import io.gatehouse.app.config.Loopback;
import io.gatehouse.app.observe.Failures;
import io.gatehouse.http.HostAndPort;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options by which commands name a gateway whose admin API they use instead of what is on this machine. A key is
/// never part of a command line, which other users of the machine can read.
public final class GatewayOptions {
    /// The variable that may hold the key.
    public static final String VARIABLE = "GATEHOUSE_KEY";

    private static final String ROOT = "/admin/v1";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Use the admin API of this gateway, such as https://gw.example.com:9420, with the key in"
                    + " GATEHOUSE_KEY or --key-file. Default: what the configuration names.")
    private @Nullable String url;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "File whose first line is a key of the gateway at --url.")
    private @Nullable Path keyFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM file of the authorities that issued the certificate of the gateway at --url, in place of"
                    + " those of the Java runtime.")
    private @Nullable Path authorities;

    /// Whether a gateway is named.
    public boolean chosen() {
        if (url == null && (keyFile != null || authorities != null)) {
            throw new CommandException(ExitCode.USAGE, "--key-file and --ca need --url.");
        }
        return url != null;
    }

    /// A connection to the gateway that is named.
    ///
    /// @throws CommandException when its address or the key cannot be used
    public AdminConnection connect(Terminal terminal) {
        return new AdminConnection(root(), key(terminal), authorities);
    }

    private URI root() {
        try {
            URI named = new URI(String.valueOf(url));
            HostAndPort place = HostAndPort.of(named);
            boolean secure = "https".equals(named.getScheme());
            boolean bare =
                    named.getRawQuery() == null && named.getRawFragment() == null && named.getRawUserInfo() == null;
            if (place == null || !bare || !secure && !"http".equals(named.getScheme())) {
                throw wrong("is not the URL of a gateway, such as https://gw.example.com:9420.");
            }
            if (!secure && !Loopback.only(place.host())) {
                throw wrong("has no TLS, so that others could read the key on the way. Use https.");
            }
            String path =
                    String.valueOf(named.getRawPath()).replaceFirst("/+$", "").replaceFirst("/admin(?:/v1)?$", "");
            return new URI(named.getScheme() + "://" + named.getRawAuthority() + path + ROOT);
        } catch (URISyntaxException wrong) {
            throw wrong("is not a URL.");
        }
    }

    private static CommandException wrong(String why) {
        return new CommandException(ExitCode.USAGE, "--url " + why);
    }

    private String key(Terminal terminal) {
        String key = keyFile == null ? terminal.environment().get(VARIABLE) : firstLine(keyFile);
        if (key == null || key.isBlank()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    keyFile == null
                            ? "--url needs a key of that gateway. Put it into the variable " + VARIABLE
                                    + ", or name a file with --key-file."
                            : "--key-file: the first line of " + keyFile
                                    + " is empty. Put a key of the gateway there.");
        }
        if (!key.strip().chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            throw new CommandException(ExitCode.USAGE, "The key for --url has characters that no key has.");
        }
        return key.strip();
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException unreadable) {
            throw new CommandException(ExitCode.USAGE, "--key-file: " + Failures.ofFiles(unreadable));
        }
    }
}
