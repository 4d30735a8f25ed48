BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../out/PrxAuth/PrxAuth.psd1"
    $cmdlets = Get-Command -Module PrxAuth -CommandType Cmdlet | ForEach-Object Name
}

BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
    $manifest = Get-SpecModulePath
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
}

AfterAll { Exit-SpecSession }

Describe 'The module' {
    It 'has a manifest that PowerShell accepts' {
        $module = Test-ModuleManifest $manifest
        $module.Name | Should -Be 'PrxAuth'
        $module.PowerShellVersion | Should -Be '7.6'
        $module.Description | Should -Not -BeNullOrEmpty
    }

    It 'exports what the manifest names, by name, and nothing else' {
        $data = Import-PowerShellDataFile $manifest
        $data.CmdletsToExport + $data.FunctionsToExport | Should -Not -Match '\*'
        Get-Command -Module PrxAuth | ForEach-Object Name | Sort-Object | Should -Be ($data.CmdletsToExport + $data.FunctionsToExport | Sort-Object)
        $data.AliasesToExport | Should -HaveCount 0
        $data.VariablesToExport | Should -HaveCount 0
        (Get-Module PrxAuth).ExportedAliases.Count | Should -Be 0
        (Get-Module PrxAuth).ExportedVariables.Count | Should -Be 0
    }

    It 'exports its cmdlets and prx' {
        Get-Command -Module PrxAuth | ForEach-Object Name | Sort-Object | Should -Be @(
            'Assert-PrxAuthProfile', 'Complete-PrxAuth', 'Connect-PrxAuth', 'Disconnect-PrxAuth', 'Get-PrxAuthProfile', 'Get-PrxAuthProvider', 'Get-PrxAuthToken', 'Import-PrxAuthProfile', 'Protect-PrxAuthStore', 'prx'
            'Set-PrxAuthProfile', 'Test-PrxAuth', 'Update-PrxAuthToken')
    }

    It 'warns of nothing when it is imported' {
        Import-Module $manifest -Force 3>&1 | Should -BeNullOrEmpty
    }

    It 'asks before it changes what cannot be brought back, and never for what can' {
        foreach ($name in 'Disconnect-PrxAuth', 'Import-PrxAuthProfile', 'Set-PrxAuthProfile', 'Update-PrxAuthToken') {
            (Get-Command $name).Parameters.Keys | Should -Contain 'WhatIf' -Because "$name changes something"
        }

        foreach ($name in 'Assert-PrxAuthProfile', 'Get-PrxAuthProfile', 'Get-PrxAuthProvider', 'Get-PrxAuthToken', 'Test-PrxAuth') {
            (Get-Command $name).Parameters.Keys | Should -Not -Contain 'WhatIf' -Because "$name changes nothing"
        }
    }
}

Describe '<_>' -ForEach $cmdlets {
    BeforeAll {
        $command = Get-Command $_
        $own = $command.Parameters.Values | Where-Object Name -NotIn $common
    }

    It 'has an approved verb and a singular noun' {
        (Get-Verb).Verb | Should -Contain $command.Verb
        $command.Noun | Should -Not -Match 's$'
        $command.Noun | Should -Match '^PrxAuth'
    }

    It 'tells what it emits' {
        $command.OutputType | Should -Not -BeNullOrEmpty
        $command.OutputType.Type | Should -Not -Contain $null
    }

    It 'names parameters in PascalCase and the singular' {
        foreach ($parameter in $own) {
            $parameter.Name | Should -MatchExactly '^[A-Z][A-Za-z]+$'
            $parameter.Name | Should -Not -Match '(?<!TimeoutSecond|Alia|Proces)s$'
        }
    }

    It 'takes provider and profile first, in this order, and from the pipeline by name' {
        # One that reads logins of elsewhere has no provider to ask for, and its profile is a new name.
        if (-not $command.Parameters.ContainsKey('Provider')) { return }
        foreach ($parameter in $own | Where-Object Name -In 'Provider', 'Profile') {
            $attributes = $parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.ParameterAttribute] }
            $attributes.Position | Should -Be @('Provider', 'Profile').IndexOf($parameter.Name)
            $attributes.ValueFromPipelineByPropertyName | Should -BeTrue
            $attributes.ValueFromPipeline | Should -BeFalse
            $parameter.ParameterType | Should -BeIn ([string], [string[]])
        }
    }

    It 'completes provider and profile, and refuses empty ones' {
        foreach ($parameter in $own | Where-Object Name -In 'Provider', 'Profile') {
            $kinds = $parameter.Attributes | ForEach-Object { $_.GetType().Name }
            $kinds | Should -Contain 'ArgumentCompleterAttribute'
            $kinds | Should -Contain 'ValidateNotNullOrEmptyAttribute'
        }
    }

    It 'gives one name one type everywhere' {
        $expected = @{
            Scope = [string[]]; Port = [int]; TimeoutSeconds = [int]; Token = [securestring]
            MinimumValidity = [nullable[timespan]]; For = [timespan]; WillExpireWithin = [timespan]
            KeySource = [PrxAuth.PrxAuthKeySource]; NewMasterKey = [securestring]; Redirect = [string]
            AddScope = [string[]]; Uri = [uri]; Method = [string]; Nonce = [string]; From = [string]; Path = [string]
        }
        foreach ($parameter in $own | Where-Object Name -NotIn 'Provider', 'Profile') {
            $parameter.ParameterType | Should -Be ($expected[$parameter.Name] ?? [switch]) -Because "-$($parameter.Name)"
        }
    }

    It 'takes no secret as text' {
        foreach ($parameter in $own | Where-Object Name -Match 'Token|Secret|Password|Key$') {
            $parameter.ParameterType | Should -Be ([securestring])
        }
    }
}
