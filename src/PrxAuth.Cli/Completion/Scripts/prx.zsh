#compdef prx
# Completes prx in zsh. In ~/.zshrc, after compinit:  source <(prx completions zsh)
# Or once, as a file named _prx in a directory of $fpath.

_prx() {
    local -a before lines answers
    local line name
    if [[ ${words[CURRENT - 1]} == --path ]]; then
        _files
        return
    fi

    # (Q) takes quotes away and evaluates nothing.
    before=("${(@Q)words[2, CURRENT - 1]}")
    ((CURRENT > 2)) || before=()
    lines=("${(@f)$(command prx auth complete --describe -- "${before[@]}" "${(Q)PREFIX}" 2>/dev/null)}")
    for line in "${lines[@]}"; do
        name=${line%%$'\t'*}
        [[ -n $name ]] || continue
        # A colon ends the name for _describe, a backslash keeps it from that.
        answers+=("${${name//\\/\\\\}//:/\\:}:${line#*$'\t'}")
    done

    _describe -V prx answers
}

if [[ ${funcstack[1]} == _prx ]]; then
    _prx "$@"
elif (($+functions[compdef])); then
    compdef _prx prx
fi
