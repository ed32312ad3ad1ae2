#compdef hexameter
# Completion of hexameter for zsh. The program itself says what fits, plugins' flags included.
_hexameter() {
    local line
    local -a found
    for line in "${(@f)$(${(Q)words[1]/#\~\//$HOME/} complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        [[ -n $line ]] && found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    done
    if (( $#found )); then
        _describe -V hexameter found
    else
        _files
    fi
}
# From a folder of fpath this file is the function; from `source` it names it.
if [[ $funcstack[1] == _hexameter ]]; then
    _hexameter "$@"
elif (( $+functions[compdef] )); then
    compdef _hexameter hexameter
else
    print -u2 'hexameter: zsh completes nothing yet: put "autoload -U compinit; compinit" before this line'
    false
fi
