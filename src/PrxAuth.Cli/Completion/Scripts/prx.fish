# Completes prx in fish. In ~/.config/fish/config.fish:  prx completions fish | source

function __prx_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l partial (commandline -ct | string trim --left --chars '"\'')
    command prx auth complete --describe -- $words "$partial" 2>/dev/null
end

function __prx_takes_file
    set -l words (commandline -opc)
    test "$words[-1]" = --path
end

complete --command prx --no-files --condition 'not __prx_takes_file' --arguments '(__prx_complete)'
complete --command prx --force-files --condition __prx_takes_file
