BeforeDiscovery {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Import-Module (Get-SpecModulePath)
    $cmdlets = Get-Command -Module PrxAuth -CommandType Cmdlet | ForEach-Object Name
    $repository = "$PSScriptRoot/../.."
    $scripts = @(Get-ChildItem (Split-Path (Get-SpecModulePath)) -Recurse -Include *.ps1, *.psm1)
    $scripts += Get-Item "$repository/build.ps1", "$repository/tools/*.ps1"
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

    It 'tells the gallery all it asks for, and only what is tested' {
        $data = Import-PowerShellDataFile $manifest
        foreach ($name in 'RootModule', 'ModuleVersion', 'GUID', 'Author', 'CompanyName', 'Copyright', 'Description', 'PowerShellVersion') { $data[$name] | Should -Not -BeNullOrEmpty -Because $name }
        $data.CompatiblePSEditions | Should -Be 'Core'
        foreach ($name in 'CmdletsToExport', 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport', 'FormatsToProcess', 'TypesToProcess') { $data.Keys | Should -Contain $name }
        $gallery = $data.PrivateData.PSData
        $gallery.LicenseUri | Should -Match '^https://'
        $gallery.ReleaseNotes | Should -Not -BeNullOrEmpty
        $gallery.Tags | Should -Contain 'PSEdition_Core'
        $gallery.Tags | Should -Contain 'Linux'
        $gallery.Tags | Should -Not -Match 'Windows|MacOS|PSEdition_Desktop|\s'
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

    It 'is a sealed class of the name that the guidelines ask for' {
        $type = $command.ImplementingType
        $type.Name | Should -BeExactly "$($command.Verb)$($command.Noun)Command"
        $type.Namespace | Should -Match '\.Commands$'
        $type.IsSealed | Should -BeTrue
    }

    It 'has a default parameter set, and one parameter at most that takes whole objects in each' {
        if ($command.ParameterSets.Count -gt 1) { $command.DefaultParameterSet | Should -BeIn $command.ParameterSets.Name }
        foreach ($set in $command.ParameterSets) {
            @($set.Parameters | Where-Object ValueFromPipeline).Count | Should -BeLessOrEqual 1 -Because "set $($set.Name)"
        }
    }

    It 'declares no parameter that belongs to the engine, and no three-state switch' {
        $declared = $command.ImplementingType.GetProperties() | Where-Object { $_.IsDefined([System.Management.Automation.ParameterAttribute], $true) }
        $declared.Name | Where-Object { $_ -in $common } | Should -BeNullOrEmpty
        $declared.PropertyType | Should -Not -Contain ([bool])
        $aliases = $own.Aliases | Where-Object { $_ }
        $aliases | Where-Object { $_ -in $common } | Should -BeNullOrEmpty
    }

    It 'lets -Force stand for the answer to every question it may ask' {
        # ConfirmImpact High asks by itself; whoever declares it must be able to go on without a person.
        $attribute = $command.ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
        if ($attribute.ConfirmImpact -eq 'High') {
            $attribute.SupportsShouldProcess | Should -BeTrue
            $command.Parameters.Keys | Should -Contain 'Force'
        }
    }

    It 'answers with an object after a change only where it was asked to, or where the object is the point' {
        if ($command.Verb -in 'Set', 'Disconnect', 'Add', 'New', 'Remove') { $command.Parameters.Keys | Should -Contain 'PassThru' }
    }

    It 'gives objects of public types, with no secret among their members' {
        foreach ($type in $command.OutputType.Type | Where-Object Namespace -Like 'PrxAuth*') {
            $type.IsPublic | Should -BeTrue
            # Whether there is a refresh token may be told; what it is may not.
            ($type.GetProperties() | Where-Object PropertyType -NE ([bool])).Name | Should -Not -Match 'Secret|Password|AccessToken|RefreshToken|IdToken|Verifier'
        }
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

# What PSScriptAnalyzer would say of the scripts that ship or that users run, asked of PowerShell's own parser.
Describe 'The script <_.Name>' -ForEach $scripts {
    BeforeAll {
        $errors = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseFile($_.FullName, [ref] $null, [ref] $errors)
        $commands = $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) | ForEach-Object { $_.GetCommandName() } | Where-Object { $_ }
        $functions = $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true)
        $parameters = $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.ParameterAst] }, $true)
    }

    It 'parses' { $errors | Should -BeNullOrEmpty }

    It 'calls commands by their names, and none that runs text or talks past the pipeline' {
        $commands | Where-Object { $_ -in (Get-Alias).Name } | Should -BeNullOrEmpty
        $commands | Should -Not -Match '^(Invoke-Expression|Write-Host|Get-WmiObject|ConvertTo-SecureString|Add-Type|New-Object|Invoke-WebRequest|Invoke-RestMethod)$'
    }

    It 'names functions with approved verbs and singular nouns; prx is a command of other shells' {
        foreach ($function in $functions | Where-Object Name -NE 'prx') {
            $verb, $noun = $function.Name -split '-', 2
            (Get-Verb).Verb | Should -Contain $verb
            $noun | Should -Match '^[A-Z]'
        }
    }

    It 'takes no secret as text, and writes no global variable' {
        # SecretManagement hands a vault secrets of several types; what the vault's functions do not take they refuse.
        $types = $_.Directory.Name -eq 'PrxAuth.Extension' ? ([securestring], [object]) : ([securestring], [pscredential])
        foreach ($parameter in $parameters | Where-Object { $_.Name.VariablePath.UserPath -match 'Password|Secret|Token|ApiKey|Credential' }) {
            $parameter.StaticType | Should -BeIn $types
        }

        $written = $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.AssignmentStatementAst] }, $true).Left.Extent.Text
        $written | Should -Not -Match '^\$global:'
    }

    It 'leaves no catch empty' {
        foreach ($catch in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CatchClauseAst] }, $true)) {
            $catch.Body.Statements.Count | Should -BeGreaterThan 0
        }
    }

    It 'compares with $null on the left, and ends no line with a blank or a backtick' {
        $comparisons = $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.BinaryExpressionAst] -and $args[0].Operator -match '^[IC](eq|ne)$' }, $true)
        $comparisons.Right.Extent.Text | Should -Not -Contain '$null'
        [System.IO.File]::ReadAllLines($_.FullName) | Should -Not -Match '[ \t`]$'
    }

    It 'asks before it changes anything where its parameters say so' {
        $declares = @($ast.FindAll({ $args[0] -is [System.Management.Automation.Language.NamedAttributeArgumentAst] -and $args[0].ArgumentName -eq 'SupportsShouldProcess' }, $true)).Count
        $asks = $ast.Extent.Text -match '\.ShouldProcess\(' -or $ast.Extent.Text -match '\$WhatIfPreference'
        if ($declares) { $asks | Should -BeTrue }
    }
}
