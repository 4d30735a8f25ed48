<#
.SYNOPSIS
    Builds, tests, packs or measures PrxAuth. A thin face over the dotnet commands that README and CI use.
.EXAMPLE
    ./build.ps1
    Builds everything and stages the importable module in out/PrxAuth.
.EXAMPLE
    ./build.ps1 -Task Test
    Runs all tests, and the Pester specs where Pester 5 is installed.
.EXAMPLE
    ./build.ps1 -Task Pack
    Makes the package that the PowerShell Gallery takes, out/PrxAuth.VERSION.nupkg.
.EXAMPLE
    ./build.ps1 -Task Install -WhatIf
    Says where the packed module would be installed; without -WhatIf it packs and does it, and Import-Module PrxAuth works everywhere.
.EXAMPLE
    ./build.ps1 -Task TestPackage
    Runs the module's tests and the specs against the packed module, unpacked in a temporary folder.
#>
#Requires -Version 7.4
[CmdletBinding(SupportsShouldProcess)]
param(
    [ValidateSet('Build', 'Test', 'Pack', 'TestPackage', 'Install', 'Native', 'Bench')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = $(if ($Task -in 'Build', 'Test') { 'Debug' } else { 'Release' })
)

function Invoke-Specs {
    if (Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -eq 5 }) {
        & ([Environment]::ProcessPath) -NoProfile -NonInteractive -File tests/Pester/Invoke-Specs.ps1
    }
    else {
        Write-Warning 'Pester 5 is not installed; the specs in tests/Pester were not run.'
    }
}

function Get-PackagePath { "out/PrxAuth.$((Import-PowerShellDataFile PrxAuth.psd1).ModuleVersion).nupkg" }

function New-ModulePackage {
    dotnet build src/PrxAuth.Module --configuration $Configuration -t:PackModule -p:ReadyToRun=true | Out-Host
    Get-Item (Get-PackagePath)
}

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { dotnet build PrxAuth.sln --configuration $Configuration }
        'Test' {
            dotnet test PrxAuth.sln --configuration $Configuration
            Invoke-Specs
        }
        'Pack' { New-ModulePackage }
        'TestPackage' {
            $package = New-ModulePackage
            $folder = Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid())
            try {
                $env:PRX_TEST_MODULE = & "$PSScriptRoot/tools/Install-Package.ps1" $package -Destination $folder -WarningAction Ignore
                dotnet build PrxAuth.sln --configuration $Configuration
                dotnet test tests/PrxAuth.Module.Tests --configuration $Configuration --no-build
                Invoke-Specs
            }
            finally {
                $env:PRX_TEST_MODULE = $null
                Remove-Item $folder -Recurse -Force -ErrorAction Ignore
            }
        }
        'Install' {
            # To say what would be done takes no build where a package is there already.
            $package = if ($WhatIfPreference -and (Test-Path (Get-PackagePath))) { Get-Item (Get-PackagePath) } else { New-ModulePackage }
            & "$PSScriptRoot/tools/Install-Package.ps1" $package
        }
        'Native' { dotnet publish src/PrxAuth.Cli --configuration Release --use-current-runtime -p:PublishAot=true --output out/native }
        'Bench' { dotnet run --project bench/PrxAuth.Benchmarks --configuration $Configuration -- --rounds 3 --filter '*' }
    }
}
finally {
    Pop-Location
}
