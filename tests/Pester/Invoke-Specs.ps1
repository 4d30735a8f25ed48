# Runs the specs against the staged module and ends with one line that other programs can read.
$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.0 -MaximumVersion 5.99
Import-Module "$PSScriptRoot/Specs.psm1"
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
