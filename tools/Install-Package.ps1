<#
.SYNOPSIS
    Unpacks a module package into a folder of $env:PSModulePath, as NAME/VERSION.
.DESCRIPTION
    For a machine without a gallery or a repository to install from. The new version stands beside older ones; the same version is
    replaced in one step, and stays as it was when that fails.
.EXAMPLE
    ./tools/Install-Package.ps1 out/PrxAuth.0.1.0.nupkg
#>
#Requires -Version 7.4
[CmdletBinding(SupportsShouldProcess)]
[OutputType([System.IO.DirectoryInfo])]
param(
    [Parameter(Mandatory, Position = 0)]
    [string] $Path,

    # A folder for modules. Without it, the first one of $env:PSModulePath that lies in your home.
    [string] $Destination
)

$ErrorActionPreference = 'Stop'
$package = (Get-Item -LiteralPath $Path).FullName
if ([System.IO.Path]::GetFileName($package) -notmatch '^(?<name>.+?)\.(?<version>\d+\.\d+\.\d+)(-.+)?\.nupkg$') {
    throw "'$package' is not named NAME.VERSION.nupkg."
}

$name, $version = $Matches.name, $Matches.version
$folders = $env:PSModulePath -split [System.IO.Path]::PathSeparator | Where-Object { $_ }
if (-not $Destination) {
    $userHome = [System.IO.Path]::TrimEndingDirectorySeparator($HOME) + [System.IO.Path]::DirectorySeparatorChar
    $Destination = $folders | Where-Object { $_.StartsWith($userHome, [StringComparison]::OrdinalIgnoreCase) } | Select-Object -First 1
    if (-not $Destination) { throw 'No folder of $env:PSModulePath lies in your home. Name one with -Destination.' }
}

$Destination = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination)
$target = Join-Path $Destination $name $version
$replaces = Test-Path -LiteralPath $target
if (-not $PSCmdlet.ShouldProcess($target, "$(if ($replaces) { 'Replace' } else { 'Install' }) $name $version")) { return }

# Prepared beside the target, so that taking its place is a rename.
$mark = [guid]::NewGuid().ToString('n')
$fresh = Join-Path $Destination ".$name-$mark.new"
$former = Join-Path $Destination ".$name-$mark.old"
try {
    $null = New-Item -ItemType Directory -Force (Split-Path $target)
    [System.IO.Compression.ZipFile]::ExtractToDirectory($package, $fresh)
    # What makes the zip file a package is nothing to the module.
    foreach ($part in '_rels', 'package', '[Content_Types].xml', "$name.nuspec") {
        Remove-Item -LiteralPath (Join-Path $fresh $part) -Recurse -Force -WhatIf:$false -Confirm:$false
    }

    # PowerShell remembers a module's commands by this time, and all packages have the same one.
    (Get-Item -LiteralPath (Join-Path $fresh "$name.psd1")).LastWriteTime = Get-Date
    if ($replaces) { [System.IO.Directory]::Move($target, $former) }
    try {
        [System.IO.Directory]::Move($fresh, $target)
    }
    catch {
        if ($replaces) { [System.IO.Directory]::Move($former, $target) }
        throw
    }
}
finally {
    foreach ($folder in $fresh, $former) {
        if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force -WhatIf:$false -Confirm:$false }
    }
}

if ($Destination -notin $folders) { Write-Warning "'$Destination' is not in `$env:PSModulePath; import the module by its path." }
if ($replaces) { Write-Warning 'Sessions that have imported the former one keep it until they end.' }
Get-Item -LiteralPath $target
