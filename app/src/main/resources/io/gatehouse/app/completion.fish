# Completion of gatehouse for fish
function __gatehouse_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] complete -- $words[2..-1] 2>/dev/null
end
complete -c gatehouse -a '(__gatehouse_complete)'
