# Types are named with their assembly: without it PowerShell looks for them in every one that is loaded, at import and at the first use.
# Simple functions on purpose: an advanced one could not take -P, which PowerShell would read as a prefix of its own parameters.
function prx {
    if ($args.Count -eq 0 -or $args[0] -ne 'auth') {
        $command = Get-Command -Name prx -CommandType Application -TotalCount 1 -ErrorAction Ignore
        if ($command) {
            if ($MyInvocation.ExpectingInput) { $input | & $command @args } else { & $command @args }
            return
        }
    }

    $prx = [PrxAuth.Commands.InvokePrxCommand, PrxAuth.Module]::CreateInfo()
    if ($MyInvocation.ExpectingInput) { & $prx -ArgumentList $args -StandardInput @($input) } else { & $prx -ArgumentList $args }
}

Register-ArgumentCompleter -Native -CommandName prx -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    [PrxAuth.Completion.PrxWords, PrxAuth.Module]::Complete($wordToComplete, $commandAst, $cursorPosition)
}
