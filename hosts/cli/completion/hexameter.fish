# Completion of hexameter for fish. The program itself says what fits, plugins' flags included.
function __hexameter_complete
    set -l typed (commandline -opc)
    set -l program (string replace -r '^~/' "$HOME/" -- $typed[1])
    set -e typed[1]
    set -l current (commandline -ct)
    $program complete $typed "$current" 2>/dev/null
end
# Where nothing fits, files do. Kept in order: runs come newest first.
complete -c hexameter -k -n 'count (__hexameter_complete) >/dev/null' -f -a '(__hexameter_complete)'
