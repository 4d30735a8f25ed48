# Runs the specs against the staged module and ends with one line that other programs can read.
# No $ErrorActionPreference here: pwsh -File runs this in the global scope, where the functions of the module would see it.
Import-Module Pester -MinimumVersion 5.0 -MaximumVersion 5.99 -ErrorAction Stop
Import-Module "$PSScriptRoot/Specs.psm1" -ErrorAction Stop
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
try {
    # One simulator for all files: starting it takes longer than most of them.
    Start-SpecSimulator
    $result = Invoke-Pester -Configuration $configuration
}
finally {
    Stop-SpecSimulator
}

"Pester: $($result.PassedCount) passed, $($result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount) failed, $($result.SkippedCount) skipped"
exit [int]($result.Result -ne 'Passed')
