package io.gatehouse.app;

/// The version of this program.
final class Version {
    private Version() {}

    /// As in the jar's manifest; `dev` when it runs from class files.
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
