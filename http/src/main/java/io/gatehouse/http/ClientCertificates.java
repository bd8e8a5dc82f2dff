package io.gatehouse.http;

import java.nio.file.Path;

/// Certificates that a listener asks its clients for on TLS.
///
/// @param authorities PEM file with the certificates of those who sign them
/// @param required whether clients without one are refused
public record ClientCertificates(Path authorities, boolean required) {}
