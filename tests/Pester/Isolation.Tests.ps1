BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
    Connect-SpecProfile corp work
}

AfterAll { Exit-SpecSession }

Describe 'In a new pwsh' {
    BeforeAll {
        # Another Tomlyn than ours, as another module could have brought it.
        $foreign = Join-Path $TestDrive 'Tomlyn.dll'
        $seen = Invoke-SpecShell -ArgumentList (Get-SpecModulePath), $foreign -Script {
            param($module, $foreign)
            $libraries = Get-ChildItem (Join-Path (Split-Path $module) lib) -Filter *.dll | ForEach-Object BaseName
            function Get-Loaded {
                foreach ($context in [System.Runtime.Loader.AssemblyLoadContext]::All) {
                    foreach ($assembly in $context.Assemblies) {
                        $name = $assembly.GetName()
                        if ($name.Name -in $libraries -or $name.Name -like 'PrxAuth*') { "$($context.Name): $($name.Name) $($name.Version)" }
                    }
                }
            }

            $data = $env:PRX_DATA_HOME
            $env:PRX_DATA_HOME = "$data-untouched"
            $start = @(Get-Loaded)
            Add-Type -TypeDefinition 'namespace Tomlyn { public static class Toml { public static string Mine => "mine"; } }' -OutputAssembly $foreign
            Add-Type -Path $foreign
            Import-Module $module
            $imported = @(Get-Loaded)
            $touched = Test-Path $env:PRX_DATA_HOME
            $env:PRX_DATA_HOME = $data
            $profiles = @(Get-PrxAuthProfile | ForEach-Object ToString)
            $token = (Get-PrxAuthToken corp work).Length
            [pscustomobject]@{
                Start = $start; Imported = $imported; Used = @(Get-Loaded); Touched = $touched
                Profiles = $profiles; TokenLength = $token; Foreign = [Tomlyn.Toml]::Mine
            }
        }
    }

    It 'loads one assembly when it is imported, and touches no file' {
        $seen.Imported | Where-Object { $_ -notin $seen.Start -and $_ -notmatch ': Tomlyn 0\.' } |
            Should -Match '^Default: PrxAuth\.Module '
        $seen.Touched | Should -BeFalse
    }

    It 'keeps everything else out of the default context when it is used' {
        $seen.Used | Where-Object { $_ -like 'Default:*' -and $_ -notin $seen.Imported } | Should -BeNullOrEmpty
        $seen.Used | Should -Contain ($seen.Used -match '^PrxAuth: PrxAuth\.Core ')[0]
        $seen.Used -match '^PrxAuth: Tomlyn ' | Should -HaveCount 1
        $seen.Used -match '^PrxAuth: NSec' | Should -HaveCount 1
    }

    It 'works beside another version of a library of its own, which stays' {
        $seen.Profiles | Should -Be 'corp/work'
        $seen.TokenLength | Should -BeGreaterThan 20
        $seen.Foreign | Should -Be 'mine'
    }

    It 'is found through PSModulePath, without an import' {
        $path = $env:PSModulePath
        try {
            $env:PSModulePath = Get-SpecModuleRoot
            $found = Invoke-SpecShell { @(Get-PrxAuthProfile | ForEach-Object ToString) + (prx auth list | ForEach-Object ToString) }
        }
        finally {
            $env:PSModulePath = $path
        }

        $found | Should -Be 'corp/work', 'corp/work'
    }
}

Describe 'A session that is not interactive' {
    BeforeAll {
        $env:PRX_INTERACTIVE = $null
        try {
            $seen = Invoke-SpecShell -ArgumentList (Get-SpecModulePath) -Script {
                param($module)
                Import-Module $module
                function Get-Failure { param($Command) & $Command 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } }
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $connect = Get-Failure { Connect-PrxAuth corp home -TimeoutSeconds 60 }
                $device = Get-Failure { Connect-PrxAuth corp home -DeviceCode -TimeoutSeconds 60 }
                $seconds = $clock.Elapsed.TotalSeconds
                $disconnect = Get-Failure { Disconnect-PrxAuth -All }
                [pscustomobject]@{
                    Connect = $connect.FullyQualifiedErrorId; Device = $device.FullyQualifiedErrorId; Seconds = $seconds
                    Advice = $connect.ErrorDetails.RecommendedAction
                    Disconnect = $disconnect.FullyQualifiedErrorId; DisconnectAdvice = $disconnect.ErrorDetails.RecommendedAction
                    Profiles = @(Get-PrxAuthProfile | ForEach-Object ToString)
                    Runbook = (Connect-PrxAuth runbook -ClientCredential).ToString()
                }
            }
        }
        finally {
            $env:PRX_INTERACTIVE = '1'
        }
    }

    It 'fails at once where a person is needed, and names the way out' {
        $seen.Connect, $seen.Device | Should -BeLike 'InteractionRequired,*'
        $seen.Advice | Should -Match '-ClientCredential'
        $seen.Seconds | Should -BeLessThan 30
    }

    It 'does not ask for a confirmation that nobody can give' {
        $seen.Disconnect | Should -BeLike 'InteractionRequired,*'
        $seen.DisconnectAdvice | Should -Match '-Force'
        $seen.Profiles | Should -Be 'corp/work'
    }

    It 'signs in where no person is needed' {
        $seen.Runbook | Should -Be 'runbook/default'
    }
}

Describe 'In this session' {
    It 'comes back after Remove-Module' {
        $before = Get-PrxAuthProfile corp work
        Remove-Module PrxAuth
        Get-Command prx -CommandType Function -ErrorAction Ignore | Should -BeNullOrEmpty
        Import-Module (Get-SpecModulePath) -Global
        $before | Get-PrxAuthToken | Should -BeOfType securestring
    }

    It 'can be imported again with -Force' {
        Import-Module (Get-SpecModulePath) -Force -Global
        Get-PrxAuthProfile corp work | Should -HaveCount 1
    }

    It 'works in other runspaces at once' {
        $module = Get-SpecModulePath
        $profiles = 1..3 | ForEach-Object -Parallel { Import-Module $using:module; Get-PrxAuthProfile corp }
        $profiles | Should -HaveCount 3
        $profiles | Get-PrxAuthToken | Should -HaveCount 3
    }
}
