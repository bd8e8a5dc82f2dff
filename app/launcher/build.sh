# Builds the program if it is missing or older than the checkout or the JDK. POSIX sh, to be sourced by ./gatehouse after
# java.sh; expects `root` and `java_home`. Prints to standard error only.
#
# A build is a folder app/target/run/NUMBER with gatehouse.jar, lib/ and gatehouse.aot. The file `current` next to it
# names the build and the state of its sources. A build never changes, so that a running gateway keeps its files while
# the checkout changes. The two builds before the current one are kept.

run=$root/app/target/run
entry=io.gatehouse.app.Main
training_seconds=60

# The sources of the program, as patterns relative to the root.
sources='pom.xml .mvn app/launcher */pom.xml app/*/pom.xml doors/*/pom.xml systems/*/pom.xml */src/main doors/*/src/main systems/*/src/main'

# Sets `state` to a checksum of the names, sizes and times of all sources, and the JDK with its version.
read_state() {
    _sum=$(cd "$root" && TZ=UTC0 LC_ALL=C ls -lnR $sources 2>/dev/null | cat - "$java_home/release" 2>/dev/null | cksum)
    state="$_sum $java_home"
}

# Whether `current` names a build of the current sources with the current JDK. Sets `build`.
is_built() {
    build=
    _state=
    [ -f "$run/current" ] && { read -r build && read -r _state; } <"$run/current"
    [ -n "$build" ] && [ -f "$run/$build/gatehouse.jar" ] || return 1
    [ "${GATEHOUSE_BUILD:-}" = never ] && return 0
    # The listing has a resolution of minutes; a later change within the same minute is found by being newer.
    [ "$_state" = "$state" ] || return 1
    [ -z "$(cd "$root" && find $sources -newer "$run/current" 2>/dev/null | head -n 1)" ]
}

say() {
    printf '%s\n' "$*" >&2
}

stop_with() {
    say "$1"
    exit "${2:-1}"
}

# Ensures that `build` names a build of the current sources.
ensure_built() {
    [ "${GATEHOUSE_BUILD:-}" = never ] || read_state
    is_built && return 0
    [ "${GATEHOUSE_BUILD:-}" != never ] ||
        stop_with "gatehouse: there is no build in $run, and GATEHOUSE_BUILD=never forbids building. Unset GATEHOUSE_BUILD."
    mkdir -p "$run" 2>/dev/null || stop_with "gatehouse: cannot write the build to $run.
Give this user permission to write there, or build once as the owner and set GATEHOUSE_BUILD=never."
    take_lock
    trap 'release_lock' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    read_state
    is_built || make_build
    release_lock
    trap - EXIT INT TERM HUP
}

# Allows one build at a time. The lock is a symbolic link whose target is the process ID of the builder.
take_lock() {
    _told=
    until ln -s "$$" "$run/lock" 2>/dev/null; do
        _holder=$(readlink "$run/lock" 2>/dev/null) || continue
        if ! kill -0 "$_holder" 2>/dev/null; then
            break_lock "$_holder"
            continue
        fi
        [ -n "$_told" ] || say "gatehouse: waiting for another build (process $_holder)"
        _told=yes
        sleep 1
    done
}

# Removes the lock of process $1, which has ended, unless another process has removed and taken the lock since.
break_lock() {
    mv "$run/lock" "$run/lock.$$" 2>/dev/null || return 0
    if [ "$(readlink "$run/lock.$$")" = "$1" ]; then
        rm -f "$run/lock.$$"
    else
        mv "$run/lock.$$" "$run/lock"
    fi
}

release_lock() {
    [ "$(readlink "$run/lock" 2>/dev/null)" = "$$" ] && rm -f "$run/lock"
}

make_build() {
    check_maven || stop_with "gatehouse: $maven_problem"
    if [ -f "$run/current" ]; then
        say "gatehouse: the checkout or the JDK has changed, building again"
    else
        say "gatehouse: first run, building (a minute or two; later starts do not build)"
    fi
    _build=$(date +%Y%m%d%H%M%S)-$$
    # Written before the build, so that changes during the build are newer.
    printf '%s\n%s\n' "$_build" "$state" >"$run/next"
    run_maven || stop_with "gatehouse: the build failed:
$(grep '^\[ERROR\]' "$run/build.log" | head -n 20)
The full log is $run/build.log. The first build needs a network to download dependencies; behind a proxy, set <proxy>
in ~/.m2/settings.xml."
    mkdir "$run/$_build" &&
        cp "$root/app/target/gatehouse.jar" "$run/$_build/" &&
        cp -R "$root/app/target/lib" "$run/$_build/lib" || stop_with "gatehouse: cannot write to $run/$_build."
    unpack_native "$run/$_build/lib"
    make_cache "$_build"
    mv "$run/next" "$run/current"
    build=$_build
    remove_old_builds
}

# Runs Maven and shows each module when it starts. All output goes to build.log.
run_maven() {
    rm -f "$run/status"
    {
        JAVA_HOME=$java_home mvn -B -f "$root/pom.xml" -Dmaven.test.skip=true -Dchecks.skip=true \
            -Dstyle.color=never -pl app -am package 2>&1 </dev/null
        echo "$?" >"$run/status"
    } | {
        _loaded=0
        while IFS= read -r _line; do
            printf '%s\n' "$_line"
            case $_line in
                '[INFO] Building '*'['*) 
                    _line=${_line#'[INFO] Building '}
                    say "  [${_line##*'['} ${_line%% *}"
                    ;;
                *'Downloaded from '*)
                    _loaded=$((_loaded + 1))
                    [ $((_loaded % 50)) -ne 0 ] || say "    $_loaded files downloaded"
                    ;;
            esac
        done >"$run/build.log"
    }
    [ "$(cat "$run/status" 2>/dev/null)" = 0 ]
}

# Puts SQLite's library for this system beside the jars, so that it is not unpacked at each start. Without it, it is.
unpack_native() {
    _jar=$(ls "$1"/sqlite-jdbc-*.jar) &&
        _native=org/sqlite/native/$("$java_home/bin/java" -cp "$_jar" org.sqlite.util.OSInfo) &&
        (cd "$1" && "$java_home/bin/jar" xf "$_jar" "$_native") &&
        mv "$1/$_native" "$1/native"
    rm -rf "$1/org"
}

# Makes an AOT cache from a training run, for faster starts. Without the cache, starts are only slower. Recording and
# assembling are two steps, because a single step fails in a folder with a space. Profiles of the training run are not
# recorded: with them code is compiled that is a tenth slower (docs/design-decisions.md).
make_cache() {
    say "  making the cache for faster starts"
    _cache=$run/$1/gatehouse.aot
    _data=$(mktemp -d "${TMPDIR:-/tmp}/gatehouse.XXXXXX") || return 0
    : >"$run/training.log"
    if run_java "$training_seconds" -cp "$run/$1/gatehouse.jar" "$entry" key new training --operator \
            --data "$_data/data" &&
        run_java "$training_seconds" -XX:AOTMode=record "-XX:AOTConfiguration=$_cache.recorded" \
        -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining \
        -cp "$run/$1/gatehouse.jar" "$entry" up --port 0 --data "$_data/data" --exit-after-self-test &&
        run_java "$training_seconds" -XX:AOTMode=create "-XX:AOTConfiguration=$_cache.recorded" \
            "-XX:AOTCache=$_cache.made" -cp "$run/$1/gatehouse.jar" &&
        mv "$_cache.made" "$_cache"; then
        :
    else
        say "  no cache was made (see $run/training.log); starts take about a second longer"
    fi
    rm -rf "$_data" "$_cache.recorded" "$_cache.made"
}

# Runs java with the gateway's options and the given arguments, for at most $1 seconds, in the empty folder $_data, so
# that it does not find a configuration in the user's folder.
run_java() {
    _left=$1
    shift
    (
        cd "$_data" || exit 1
        exec "$java_home/bin/java" "@$root/app/launcher/jvm.options" "$@"
    ) >>"$run/training.log" 2>&1 </dev/null &
    _java=$!
    while kill -0 "$_java" 2>/dev/null; do
        [ "$_left" -gt 0 ] || kill -9 "$_java"
        _left=$((_left - 1))
        sleep 1
    done
    wait "$_java" 2>/dev/null
}

remove_old_builds() {
    _kept=0
    # The names begin with the time, so the newest come first.
    for _old in $(ls -r "$run"); do
        case $_old in
            [0-9]*-[0-9]*)
                _kept=$((_kept + 1))
                [ "$_kept" -le 3 ] || rm -rf "${run:?}/$_old"
                ;;
        esac
    done
}
