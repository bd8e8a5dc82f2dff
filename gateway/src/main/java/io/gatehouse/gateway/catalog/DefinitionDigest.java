package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.Slice;
import io.gatehouse.seal.Sha256;
import org.jspecify.annotations.Nullable;

/// The SHA-256 of a definition as its server listed it, made when it is first asked for.
public final class DefinitionDigest {
    private final Slice definition;
    private volatile @Nullable String hex;

    /// @param definition as the server listed it
    public DefinitionDigest(Slice definition) {
        this.definition = definition;
    }

    /// Its 64 hexadecimal digits, in lower case.
    public String hex() {
        String known = hex;
        if (known == null) {
            known = Sha256.hex(definition.bytes());
            hex = known;
        }
        return known;
    }
}
