# Completion of gatehouse for bash
_gatehouse() {
    # bash also splits words at : and =. Here are the words as they were written, up to the cursor.
    local rest=${COMP_LINE:0:COMP_POINT} words=() at=-1 piece
    for piece in "${COMP_WORDS[@]:0:COMP_CWORD}"; do
        if (( at < 0 )) || [[ $rest == [[:blank:]]* ]]; then
            rest=${rest#"${rest%%[![:blank:]]*}"}
            words[++at]=
        fi
        words[at]+=$piece
        rest=${rest#"$piece"}
    done
    [[ $rest == [[:blank:]]* ]] && (( ++at ))
    words[at]+=${rest#"${rest%%[![:blank:]]*}"}
    local program=${words[0]/#\~\//$HOME/} current=${words[at]}
    COMPREPLY=()
    while IFS= read -r piece; do
        COMPREPLY+=("$piece")
    done < <("$program" complete -- "${words[@]:1}" 2>/dev/null)
    # What stands before such a character is not replaced.
    local start=${current%"${current##*[:=]}"}
    if [[ -n $start && $COMP_WORDBREAKS == *"${start: -1}"* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"$start"}")
    fi
}
complete -o default -F _gatehouse gatehouse
