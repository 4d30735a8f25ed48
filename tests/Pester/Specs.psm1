# What the specs share: the simulator as a process of its own, a config file and a store that live and die with a spec file, and the
# few questions that every spec asks. Nothing of the user's is read or written, and Exit-SpecSession puts the environment back.

$repository = (Get-Item "$PSScriptRoot/../..").FullName
# The module that a build has staged, or the folder of another one: the packed module, unpacked.
$stagedModule = Join-Path ($env:PRX_TEST_MODULE ? $env:PRX_TEST_MODULE : (Join-Path $repository 'out/PrxAuth')) 'PrxAuth.psd1'
$simulator = $null
$session = $null
$homes = 0

# Everything that steers PrxAuth or its connections: specs start from none of it.
$variables = @(
    'PRX_CONFIG', 'PRX_DATA_HOME', 'PRX_INTERACTIVE', 'PRX_MASTER_KEY', 'PRX_SPEC_PLANTED', 'GH_CONFIG_DIR', 'CODEX_HOME', 'BROWSER', 'PATH', 'PSModulePath', 'SSL_CERT_FILE'
    'HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'
)

# A built program of this repository, whatever the configuration: the newest one.
function Get-SpecProgram {
    param([string] $Project)
    $name = Split-Path $Project -Leaf
    $program = Get-ChildItem "$repository/$Project/bin/*/net10.0/*$name.dll" -ErrorAction Ignore |
        Where-Object { Test-Path ([System.IO.Path]::ChangeExtension($_.FullName, '.runtimeconfig.json')) } |
        Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $program) { throw "$Project is not built. Run: dotnet build PrxAuth.sln" }
    $program.FullName
}

function Start-SpecSimulator {
    if ($script:simulator) { return }
    if (-not (Test-Path $stagedModule)) { throw 'The module is not staged. Run: dotnet build PrxAuth.sln' }
    $config = [System.IO.Path]::GetTempFileName()
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.RedirectStandardOutput = $true
    foreach ($word in (Get-SpecProgram 'tests/PrxAuth.Simulator'), '--write-config', $config, '--basic', '--auto-approve', '--interval', '0', '--quiet') {
        $start.ArgumentList.Add($word)
    }

    $process = [System.Diagnostics.Process]::Start($start)
    try {
        # The config file is whole before the first line is printed.
        $reading = $process.StandardOutput.ReadLineAsync()
        if (-not $reading.Wait(60000) -or $reading.Result -notmatch 'http://\S+') { throw 'The simulator did not start.' }
        $script:simulator = [pscustomobject]@{
            Process = $process
            Address = $Matches[0].TrimEnd('/')
            Config  = [System.IO.File]::ReadAllText($config)
        }
        $null = $process.StandardOutput.ReadToEndAsync()
    }
    catch {
        $process.Kill()
        throw
    }
    finally {
        Remove-Item $config
    }
}

function Stop-SpecSimulator {
    if (-not $script:simulator) { return }
    $script:simulator.Process.Kill()
    $script:simulator.Process.WaitForExit()
    $script:simulator.Process.Dispose()
    $script:simulator = $null
}

# Begins a spec file: the simulator (unless it runs already), the module, and a home of its own under the file's TestDrive.
function Enter-SpecSession {
    param([string] $TestDrive)
    $script:session = @{ Drive = $TestDrive; Environment = @{}; OwnsSimulator = -not $script:simulator }
    foreach ($name in $variables) { $script:session.Environment[$name] = [Environment]::GetEnvironmentVariable($name) }
    foreach ($name in $variables | Where-Object { $_ -notin 'PATH', 'PSModulePath' }) { Set-Item "env:$name" $null }
    Start-SpecSimulator
    $env:PRX_INTERACTIVE = '1'
    $env:BROWSER = Get-SpecBrowser
    if ($IsLinux -and -not ((Test-Path /etc/machine-id) -or (Test-Path /var/lib/dbus/machine-id))) {
        $env:PRX_MASTER_KEY = 'a passphrase for a machine without an identity'
    }

    Import-Module $stagedModule -Global
    New-SpecHome
}

function Exit-SpecSession {
    if (-not $script:session) { return }
    foreach ($entry in $script:session.Environment.GetEnumerator()) { [Environment]::SetEnvironmentVariable($entry.Key, $entry.Value) }
    if ($script:session.OwnsSimulator) { Stop-SpecSimulator }
    $script:session = $null
}

# An empty store, the simulator's config file with comments and tables that are not ours, and a simulator that has seen nothing.
function New-SpecHome {
    param([string] $Config = (Get-SpecConfig))
    $script:homes++
    $folder = Join-Path $script:session.Drive "home$($script:homes)"
    $null = New-Item -ItemType Directory $folder
    $env:PRX_CONFIG = Join-Path $folder 'config.toml'
    $env:PRX_DATA_HOME = Join-Path $folder 'data'
    [System.IO.File]::WriteAllText($env:PRX_CONFIG, $Config)
    Invoke-SpecControl reset
}

function Get-SpecConfig {
    $text = $script:simulator.Config
    @"
# My providers. This comment is mine.
[ui]
theme = "dark"   # not PrxAuth's business

$text
"@
}

# Stands for a person at a browser: follows the redirects. In the background where that can be, as xdg-open does: a command that stays
# is watched for a second before the sign-in goes on.
function Get-SpecBrowser {
    if (-not $IsWindows -and (Get-Command curl -CommandType Application -ErrorAction Ignore)) {
        return "sh -c 'curl -sSL `"`$0`" >/dev/null 2>&1 &' %s"
    }

    'dotnet "{0}" browse %s' -f (Get-SpecProgram 'samples/Quickstart')
}

# Where the browser is sent after the sign-in at an address, without going there.
function Get-SpecRedirect {
    param([uri] $Url)
    $page = Invoke-WebRequest $Url -MaximumRedirection 0 -SkipHttpErrorCheck -NoProxy -ErrorAction Ignore
    "$($page.Headers.Location)"
}

# The sealed files of the profiles that are in the store.
function Get-SpecStoredFile { Get-ChildItem $env:PRX_DATA_HOME -Recurse -File -Filter *.sealed -ErrorAction Ignore }

function Get-SpecAddress { $script:simulator.Address }

function Get-SpecModulePath { $stagedModule }

# The folder for PSModulePath: an installed module lies in NAME/VERSION, a staged one in NAME.
function Get-SpecModuleRoot {
    $folder = Split-Path $stagedModule
    if ((Split-Path $folder -Leaf) -match '^\d') { $folder = Split-Path $folder }
    Split-Path $folder
}

function Invoke-SpecControl {
    param([string] $What)
    $null = Invoke-RestMethod -Method Post -Uri "$($script:simulator.Address)/control/$What" -NoProxy
}

function Get-SpecCount {
    param([string] $Area = 'oidc')
    (Invoke-RestMethod "$($script:simulator.Address)/control/counts" -NoProxy).$Area
}

# Signs in without a word, the fastest way: a device login waits a second before it asks.
function Connect-SpecProfile {
    param([string] $Provider = 'corp', [string] $Profile = 'default', [string] $User = 'alice')
    Invoke-SpecControl "user?name=$User"
    Invoke-SpecControl 'device/auto-approve?after=0'
    Connect-PrxAuth -Provider $Provider -Profile $Profile -ErrorAction Stop 3>$null 6>$null
}

# The first error that a command gives, terminating or not.
function Get-SpecFailure {
    param([scriptblock] $Command)
    try { @(& $Command 2>&1 3>$null 6>$null | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })[0] }
    catch { $_ }
}

# What a person would see of objects: no colours, and room enough.
function ConvertTo-SpecText {
    param([Parameter(ValueFromPipeline)] $InputObject)
    end { ($input | Out-String -Width 220) -replace "\e\[[0-9;]*m" }
}

# Runs a script in a new pwsh that has the environment of the specs and nothing else, and gives the objects it wrote.
function Invoke-SpecShell {
    param([scriptblock] $Script, [object[]] $ArgumentList = @())
    & ([Environment]::ProcessPath) -NoProfile -NonInteractive -Command $Script -args $ArgumentList
}

# All the tokens that stand in the store now, as plain text, and their owners' secrets in the config.
function Get-SpecSecret {
    foreach ($profile in Get-PrxAuthProfile) { Get-PrxAuthToken $profile.Provider $profile.Profile -AsPlainText }
}

Export-ModuleMember -Function *-Spec*
