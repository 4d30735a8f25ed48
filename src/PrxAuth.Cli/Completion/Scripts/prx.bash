# Completes prx in bash, 3.2 and up. In ~/.bashrc:  eval "$(prx completions bash)"

_prx_complete() {
    # Bash cuts words at = : @ too (COMP_WORDBREAKS): what stands together is one word of ours. Nothing of them is ever evaluated.
    local rest=${COMP_LINE:0:COMP_POINT} piece= count=0 i
    local words
    words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        local blanks=${rest%%[![:space:]]*}
        rest=${rest#"$blanks"}
        piece=${COMP_WORDS[i]}
        ((i == COMP_CWORD)) && piece=$rest
        rest=${rest#"$piece"}
        if ((i == 0)) || [[ -n $blanks ]]; then
            words[count++]=$piece
        else
            words[count - 1]+=$piece
        fi
    done

    COMPREPLY=()
    if [[ ${words[count - 2]} == --path ]]; then
        compopt -o default 2>/dev/null
        return
    fi

    # Readline puts the answer in place of the last piece alone, and of the @ before it.
    local typed=${words[count - 1]} before=
    before=${typed%"$piece"}
    case $piece in
        [=:]) before=$typed ;;
        *) before=${before%@} ;;
    esac

    # Quotes are taken away, and nothing is evaluated.
    words=("${words[@]//[\"\'\\]/}")
    local name
    while IFS= read -r name; do
        printf -v name %q "${name#"$before"}"
        COMPREPLY[${#COMPREPLY[@]}]=$name
    done < <(command prx auth complete -- "${words[@]:1}" 2>/dev/null)
}

complete -o nosort -F _prx_complete prx 2>/dev/null || complete -F _prx_complete prx
