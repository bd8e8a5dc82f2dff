package io.gatehouse.store;

/// What came of changing a key.
public sealed interface KeyChange {

    /// It was done.
    ///
    /// @param key as it is now
    record Done(StoredKey key) implements KeyChange {}

    /// A key of the tenant that is not revoked has the same name.
    record NameTaken() implements KeyChange {}

    /// A key has or had the same secret.
    record SecretTaken() implements KeyChange {}

    /// There are too many keys, or secrets of the key.
    ///
    /// @param why whole sentences: of what there are too many, and the remedy
    record Full(String why) implements KeyChange {}

    /// No key has this id, or it is revoked.
    record NoSuchKey() implements KeyChange {}
}
