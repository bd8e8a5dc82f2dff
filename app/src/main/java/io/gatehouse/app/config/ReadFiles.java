package io.gatehouse.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The files that a configuration was made of.
///
/// @param paths all of them, the main file first
/// @param fingerprint of what was in them, see [Fingerprint]
/// @param named how much each file that can name servers names: sections of the main file, servers of an imported one
/// @param shown the fingerprint of the listener's certificate and key, empty without TLS
/// @param servers how many servers they name together, those that are disabled or left out included
public record ReadFiles(List<Path> paths, String fingerprint, String shown, Map<Path, Integer> named, int servers) {
    public ReadFiles {
        paths = List.copyOf(paths);
        named = Map.copyOf(named);
    }
}
