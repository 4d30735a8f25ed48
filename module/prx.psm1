# Simple functions on purpose: an advanced one could not take -P, which PowerShell would read as a prefix of its own parameters.
function prx {
    if ($args.Count -eq 0 -or $args[0] -ne 'auth') {
        $command = Get-Command -Name prx -CommandType Application -TotalCount 1 -ErrorAction Ignore
        if ($command) {
            & $command @args
            return
        }
    }

    & ([System.Management.Automation.CmdletInfo]::new('Invoke-PrxCommand', [PrxAuth.Commands.InvokePrxCommand])) -ArgumentList $args -InputObject @($input)
}

Register-ArgumentCompleter -Native -CommandName prx -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    [PrxAuth.Completion.PrxWords]::Complete($wordToComplete, $commandAst, $cursorPosition)
}
