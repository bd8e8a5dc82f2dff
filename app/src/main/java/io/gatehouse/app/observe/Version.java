package io.gatehouse.app.observe;

/// The version of this program.
public final class Version {
    private Version() {}

    /// As in the jar's manifest; `dev` when it runs from class files.
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
