# Completion of gatehouse for zsh
_gatehouse() {
    local -a candidates
    candidates=("${(@f)$("${words[1]/#\~\//$HOME/}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    candidates=("${(@)candidates:#}")
    if (( ${#candidates} )); then
        compadd -a candidates
    else
        _files
    fi
}
(( $+functions[compdef] )) || { autoload -U compinit && compinit; }
compdef _gatehouse gatehouse
