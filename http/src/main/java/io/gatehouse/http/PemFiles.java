package io.gatehouse.http;

import java.nio.file.Path;

/// A certificate and its private key in PEM files.
///
/// @param certificate the certificate, followed by those that lead to its authority
/// @param key the private key, PKCS#8 or PKCS#1, without a password
public record PemFiles(Path certificate, Path key) {}
