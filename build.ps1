<#
.SYNOPSIS
    Builds, tests, packs or measures PrxAuth. A thin face over the dotnet commands that README and CI use.
.EXAMPLE
    ./build.ps1
    Builds everything and stages the importable module in out/PrxAuth.
.EXAMPLE
    ./build.ps1 -Task Test
    Runs all tests, and the Pester specs where Pester 5 is installed.
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pack', 'Native', 'Bench')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = $(if ($Task -in 'Pack', 'Bench') { 'Release' } else { 'Debug' })
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { dotnet build PrxAuth.sln --configuration $Configuration }
        'Test' {
            dotnet test PrxAuth.sln --configuration $Configuration
            if (Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -eq 5 }) {
                & ([Environment]::ProcessPath) -NoProfile -NonInteractive -File tests/Pester/Invoke-Specs.ps1
            }
            else {
                Write-Warning 'Pester 5 is not installed; the specs in tests/Pester were not run.'
            }
        }
        'Pack' {
            dotnet build src/PrxAuth.Module --configuration $Configuration
            $version = (Import-PowerShellDataFile PrxAuth.psd1).ModuleVersion
            $archive = "out/PrxAuth-$version.zip"
            Compress-Archive -Path out/PrxAuth -DestinationPath $archive -Force
            Get-Item $archive
        }
        'Native' { dotnet publish src/PrxAuth.Cli --configuration Release --use-current-runtime -p:PublishAot=true --output out/native }
        'Bench' { dotnet run --project bench/PrxAuth.Benchmarks --configuration $Configuration -- --rounds 3 --filter '*' }
    }
}
finally {
    Pop-Location
}
