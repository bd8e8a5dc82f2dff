# Finds JDK 25 or newer and Maven. POSIX sh, to be sourced by ./gatehouse, ./test and the launcher's test.
# `find_java` sets `java_home`, or fails and sets `java_problem` to a text that says how to get a JDK.

java_minimum=25
java_home=
java_problem=

# Sets `java_major` to the major version of the JDK in folder $1, or to 0 if it has no compiler.
read_java_major() {
    java_major=0
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
    _version=
    if [ -r "$1/release" ]; then
        while IFS= read -r _line || [ -n "$_line" ]; do
            case $_line in
                JAVA_VERSION=*)
                    _version=${_line#JAVA_VERSION=}
                    _version=${_version#\"}
                    ;;
            esac
        done <"$1/release"
    else
        _version=$("$1/bin/javac" -version 2>/dev/null </dev/null)
        _version=${_version#javac }
    fi
    _version=${_version%%[!0-9]*}
    java_major=${_version:-0}
}

# Sets `java_home` to folder $1 if it contains a JDK that is new enough.
take_java() {
    read_java_major "$1"
    [ "$java_major" -ge "$java_minimum" ] || return 1
    java_home=$1
}

# Follows symbolic links and sets `real_path`.
resolve_links() {
    real_path=$1
    while [ -h "$real_path" ]; do
        _target=$(readlink "$real_path")
        case $_target in
            /*) real_path=$_target ;;
            *) real_path=${real_path%/*}/$_target ;;
        esac
    done
}

# Tries the folders where systems and version managers put JDKs.
take_java_from_usual_folders() {
    for _folder in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/openjdk* \
        /opt/java /opt/java/* /opt/jdk* /opt/*jdk* /snap/openjdk/current/jdk \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
        "$HOME"/.local/share/mise/installs/java/*; do
        take_java "$_folder" && return 0
    done
    return 1
}

# Sets `java_home` from GATEHOUSE_JAVA_HOME (which must be valid if set), JAVA_HOME, PATH, or the usual folders.
find_java() {
    java_home=
    HOME=${HOME:-/}
    if [ -n "${GATEHOUSE_JAVA_HOME:-}" ]; then
        take_java "${GATEHOUSE_JAVA_HOME%/}" && return 0
        java_problem="GATEHOUSE_JAVA_HOME is $GATEHOUSE_JAVA_HOME, which $(describe_java "$GATEHOUSE_JAVA_HOME").
Set it to the folder of a JDK $java_minimum or newer, or unset it to search for one."
        return 1
    fi
    [ -n "${JAVA_HOME:-}" ] && take_java "${JAVA_HOME%/}" && return 0
    _java=$(command -v java 2>/dev/null)
    case $_java in
        /*/bin/java)
            resolve_links "$_java"
            _folder=${real_path%/bin/java}
            # macOS has a stub in /usr/bin that opens a window if no JDK is installed.
            [ "$_folder" != /usr ] && take_java "$_folder" && return 0
            ;;
    esac
    take_java_from_usual_folders && return 0
    java_problem=$(describe_missing_java)
    return 1
}

# Prints a clause that describes folder $1.
describe_java() {
    read_java_major "$1"
    if [ "$java_major" -gt 0 ]; then
        echo "holds a JDK $java_major"
    elif [ -x "$1/bin/java" ]; then
        echo "holds a Java runtime without a compiler"
    else
        echo "holds no JDK"
    fi
}

describe_missing_java() {
    echo "Gatehouse requires JDK $java_minimum or newer, but none was found."
    [ -z "${JAVA_HOME:-}" ] || echo "  JAVA_HOME is $JAVA_HOME, which $(describe_java "$JAVA_HOME")."
    echo "Get one:"
    case $(system_name) in
        macos) echo "  brew install --cask temurin@25" ;;
        debian) echo "  sudo apt install openjdk-25-jdk-headless   (if your release lacks it, see Adoptium below)" ;;
        fedora) echo "  sudo dnf install java-25-openjdk-devel" ;;
        suse) echo "  sudo zypper install java-25-openjdk-devel" ;;
        arch) echo "  sudo pacman -S jdk-openjdk" ;;
        alpine) echo "  sudo apk add openjdk25" ;;
    esac
    echo "  with SDKMAN (https://sdkman.io): sdk install java 25-tem"
    echo "  or an archive of Eclipse Temurin 25 from https://adoptium.net, unpacked anywhere"
    echo "Then run this command again. If the JDK is in an unusual folder, set GATEHOUSE_JAVA_HOME=/that/folder."
}

# Prints the family of this system, by its package manager.
system_name() {
    if [ "$(uname -s)" = Darwin ]; then
        echo macos
        return
    fi
    for _pair in apt-get:debian dnf:fedora zypper:suse pacman:arch apk:alpine; do
        if command -v "${_pair%:*}" >/dev/null 2>&1; then
            echo "${_pair#*:}"
            return
        fi
    done
    echo other
}

# Sets `maven_problem` and fails unless Maven 3.8 or newer is in PATH.
check_maven() {
    maven_problem=
    if ! command -v mvn >/dev/null 2>&1; then
        maven_problem="Gatehouse requires Maven 3.8 or newer to build, but there is no mvn in PATH."
    else
        _version=$(JAVA_HOME=$java_home mvn -v 2>/dev/null </dev/null |
            sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p')
        _major=${_version%%.*}
        _minor=${_version#*.}
        if [ -z "$_version" ]; then
            maven_problem="Gatehouse requires Maven 3.8 or newer to build, but mvn -v does not work."
        elif [ "$_major" -lt 3 ] || { [ "$_major" -eq 3 ] && [ "$_minor" -lt 8 ]; }; then
            maven_problem="Gatehouse requires Maven 3.8 or newer to build, but mvn in PATH is $_version."
        fi
    fi
    [ -z "$maven_problem" ] && return 0
    case $(system_name) in
        macos) _remedy="brew install maven" ;;
        debian) _remedy="sudo apt install maven" ;;
        fedora) _remedy="sudo dnf install maven" ;;
        suse) _remedy="sudo zypper install maven" ;;
        arch) _remedy="sudo pacman -S maven" ;;
        alpine) _remedy="sudo apk add maven" ;;
        *) _remedy="an archive from https://maven.apache.org/download.cgi with its bin folder in PATH" ;;
    esac
    maven_problem="$maven_problem
Get it: $_remedy
  or with SDKMAN (https://sdkman.io): sdk install maven
Then run this command again."
    return 1
}

# Java decodes arguments, variables and file names by the locale. Services and containers often have none, and
# everything beyond ASCII would be lost, so UTF-8 is the default. Programs that the gateway starts inherit it.
speak_utf8() {
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
        C | POSIX)
            LC_CTYPE=C.UTF-8
            [ -z "${LC_ALL:-}" ] || LC_ALL=C.UTF-8
            export LC_CTYPE
            ;;
    esac
}
