# Completion of hexameter for bash. The program itself says what fits, plugins' flags included.
_hexameter() {
    local program=${COMP_WORDS[0]/#\~\//$HOME/}
    mapfile -t COMPREPLY < <("$program" complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    COMPREPLY=("${COMPREPLY[@]%%$'\t'*}")
}
# Not sorted: runs come newest first.
complete -o bashdefault -o default -o nosort -F _hexameter hexameter
