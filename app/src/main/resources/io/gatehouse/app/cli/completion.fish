# Completion of gatehouse for fish
function __gatehouse_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l found ($program complete -- $words[2..-1] (commandline -ct) 2>/dev/null)
    if count $found >/dev/null
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c gatehouse -f -a '(__gatehouse_complete)'
