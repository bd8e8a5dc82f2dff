package io.gatehouse.policy.rule;

/// Names of the types of objects. No condition can spell one: CEL would take `args.order` for the type of that name,
/// not for the argument.
final class StructNames {
    static final String CALLER = "#caller";
    static final String TOOL = "#tool";
    static final String CLIENT = "#client";
    static final String ARGS = "#args";

    private StructNames() {}

    /// That of a member of an object. A slash separates, so that no two members have the same.
    static String member(String object, String name) {
        return object + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /// That of the elements of a list.
    static String element(String list) {
        return list + "/~element";
    }

    /// That of the values of an object with any keys.
    static String value(String object) {
        return object + "/~value";
    }
}
