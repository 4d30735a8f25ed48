BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
    $planted = 'sk-planted-3-0123456789'

    # What access and refresh tokens of the simulator look like, whoever holds them; and the secrets of the config file.
    $shapes = 'eyJ[\w-]{16,}', '\bgh[a-z]_\w{8,}', 'ya29\.', '\b1//\w{6,}', '\btid=', 'GOCSPX', 'runbook-secret', [regex]::Escape($planted)

    function Assert-NoSecret {
        param([string] $Text, [string] $Where)
        $Text | Should -Not -BeNullOrEmpty -Because "$Where must have been looked at"
        foreach ($shape in $shapes) {
            # Not the whole text: it is long, and this is the place where it would hold a secret.
            $found = [regex]::Match($Text, $shape)
            $before = [Math]::Max(0, $found.Index - 60)
            ($found.Success ? $Text.Substring($before, $found.Index - $before + 4) : $null) | Should -BeNullOrEmpty -Because "$Where must hold no $shape"
        }
    }

    # Every cmdlet and every prx auth command, to its success and to its failure.
    $scenario = Join-Path $TestDrive 'scenario.ps1'
    Set-Content $scenario @'
param($module, $control, $transcript, $errors)
$planted = $env:PRX_SPEC_PLANTED   # not an argument: a transcript names those
$ErrorActionPreference = 'Continue'
$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
$PSModuleAutoLoadingPreference = 'All'
Import-Module $module -Verbose:$false
function Set-Control { param($What) $null = Invoke-RestMethod -Method Post "$control/$What" -NoProxy -Verbose:$false -Debug:$false }
if ($transcript) { $null = Start-Transcript $transcript -Verbose:$false }
$key = ConvertTo-SecureString $planted -AsPlainText -Verbose:$false
$all = @{ Verbose = $true; Debug = $true; WarningAction = 'Continue' }   # -Debug by itself makes PowerShell ask at every warning
Connect-PrxAuth corp default @all
Connect-PrxAuth corp work -DeviceCode @all
Connect-PrxAuth google-gemini work @all
Connect-PrxAuth github-copilot -DeviceCode @all
Connect-PrxAuth runbook -ClientCredential @all
Connect-PrxAuth anthropic key -Token $key @all
Connect-PrxAuth corp key -Token $key @all
Get-PrxAuthProfile @all | Format-List *
Get-PrxAuthProfile @all | ConvertTo-Json -Depth 6
Get-PrxAuthProvider @all | Format-List *
Get-PrxAuthProvider @all | ConvertTo-Json -Depth 6
Get-PrxAuthToken corp @all
Get-PrxAuthToken corp -AsHandle @all | Format-List *
Get-PrxAuthToken corp -AsHandle @all | ConvertTo-Json -Depth 6
$issued = Get-PrxAuthProfile | Get-PrxAuthToken -AsPlainText
if (@($issued).Count -lt 6 -or $planted -notin $issued) { throw 'The scenario must have tokens to leak.' }
Update-PrxAuthToken @all
Set-PrxAuthProfile corp work -Active -PassThru @all
prx auth list
prx auth list --json
prx auth status
prx auth providers --json
prx auth refresh
prx auth use -P corp --profile default
prx auth login corp --profile other --device-code

foreach ($mode in 'html', 'empty-object', 'not-json', 'oversized', '500', '429', 'redirect', 'lost', 'reset') {
    Set-Control "break?path=/connect/token&mode=$mode&count=2"
    Update-PrxAuthToken corp work @all
    Connect-PrxAuth runbook -ClientCredential @all
    Set-Control 'break?path=/connect/token&mode=none'
}

foreach ($path in '/connect/token', '/google/token', '/connect/revoke', '/github/copilot_internal/v2/token') {
    Set-Control "break?path=$path&mode=500&count=9"
}
prx auth refresh
Disconnect-PrxAuth corp other -PassThru @all
foreach ($path in '/connect/token', '/google/token', '/connect/revoke', '/github/copilot_internal/v2/token') {
    Set-Control "break?path=$path&mode=none"
}

Set-Control 'revoke-all'
prx auth refresh
Update-PrxAuthToken @all
Get-PrxAuthToken corp work -MinimumValidity 2d @all
Set-Control 'consent?mode=deny'
Connect-PrxAuth corp x @all
prx auth token corp --profile nope
prx auth login nope
prx auth logout corp --profile work
Disconnect-PrxAuth -All -Force -PassThru @all
if ($transcript) { $null = Stop-Transcript -Verbose:$false }
$Error | ForEach-Object { $_ | Format-List * -Force; $_.Exception | Format-List * -Force; "$($_.Exception)" } | Out-File $errors -Width 2000
'@

    $env:PRX_SPEC_PLANTED = $planted

    # As a person's session: everything rendered to the screen and into a transcript.
    $transcript = Join-Path $TestDrive 'transcript.txt'
    $errors = Join-Path $TestDrive 'errors.txt'
    $screen = & ([Environment]::ProcessPath) -NoProfile -NonInteractive -File $scenario (Get-SpecModulePath) "$(Get-SpecAddress)/control" $transcript $errors *>&1 |
        Out-String -Width 2000
    $transcribed = Get-Content $transcript -Raw
    $failures = Get-Content $errors -Raw

    # As objects: every stream serialized with all properties.
    New-SpecHome
    $streams = & $scenario (Get-SpecModulePath) "$(Get-SpecAddress)/control" '' $errors *>&1 | Where-Object { $_ -isnot [securestring] }
}

AfterAll { Exit-SpecSession }

Describe 'No secret' {
    It 'went through the whole scenario' {
        $screen | Should -Match 'google-gemini'
        $screen | Should -Match 'VERBOSE: '
        $screen | Should -Match 'System\.Security\.SecureString'
        $transcribed | Should -Match 'anthropic'
        foreach ($id in 'ProviderFailed', 'ProviderThrottled', 'ProviderResponseInvalid', 'LoginRequired', 'AccessDenied', 'ProviderUnknown', 'ProfileNotFound') {
            $failures | Should -Match $id
        }

        $streams.Count | Should -BeGreaterThan 50
    }

    It 'is on the screen, with -Verbose -Debug' { Assert-NoSecret $screen 'the screen' }

    It 'is in a transcript' { Assert-NoSecret $transcribed 'the transcript' }

    It 'is in $Error' { Assert-NoSecret $failures '$Error' }

    It 'is on any stream, in CLIXML' {
        Assert-NoSecret ([System.Management.Automation.PSSerializer]::Serialize($streams, 4)) 'the streams as CLIXML'
    }

    It 'is in a profile, provider or handle as <_>' -ForEach 'JSON', 'CLIXML', 'CSV', 'a list' {
        Invoke-SpecControl reset
        Connect-SpecProfile corp work
        Connect-SpecProfile github-copilot
        $objects = @(Get-PrxAuthProfile) + @(Get-PrxAuthProvider) + @(Get-PrxAuthProfile | Get-PrxAuthToken -AsHandle)
        $file = Join-Path $TestDrive 'objects.xml'
        $text = switch ($_) {
            JSON { $objects | ConvertTo-Json -Depth 8 }
            CLIXML { $objects | Export-Clixml $file -Depth 8; Get-Content $file -Raw }
            CSV { $objects | ConvertTo-Csv | Out-String }
            default { $objects | Format-List * -Force | ConvertTo-SpecText }
        }
        Assert-NoSecret "$text" $_
    }

    It 'is in an error about a token that is not accepted' {
        Invoke-SpecControl reset
        $failure = Get-SpecFailure { Connect-PrxAuth github-copilot bad -Token (ConvertTo-SecureString $planted -AsPlainText) }
        $failure | Should -Not -BeNullOrEmpty
        Assert-NoSecret ("$($failure | Format-List * -Force | Out-String)$($failure.Exception)") 'the error'
    }

    It 'stands in the store or beside it in readable form' {
        Invoke-SpecControl reset
        Connect-SpecProfile corp work
        Connect-SpecProfile github-copilot
        $null = Connect-PrxAuth anthropic key -Token (ConvertTo-SecureString $planted -AsPlainText)
        Get-SpecStoredFile | Should -HaveCount 3
        foreach ($file in Get-ChildItem $env:PRX_DATA_HOME -Recurse -File | Where-Object Length) {
            $bytes = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file.FullName))
            Assert-NoSecret $bytes $file.Name
        }
    }
}
