package io.gatehouse.doors.admin;

/// What the admin API answers.
///
/// @param json the body
record Answer(int status, String json) {
    /// 200 with a body.
    static Answer ok(String json) {
        return new Answer(200, json);
    }
}
