BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
}

AfterAll { Exit-SpecSession }

Describe 'A failure has a stable id, a category and a way out' {
    BeforeEach { New-SpecHome }

    It '<Id>: <Name>' -ForEach @(
        @{
            Name = 'unknown provider'; Id = 'ProviderUnknown'; Category = 'ObjectNotFound'
            Command = { Connect-PrxAuth gogle-gemini }; Message = "'gogle-gemini'.*Did you mean 'google-gemini'"; Advice = '\[providers\.NAME\]'
        }
        @{
            Name = 'no client id'; Id = 'ClientIdMissing'; Category = 'NotInstalled'
            Command = { Connect-PrxAuth gitlab }; Message = "'gitlab'"; Advice = 'client_id under \[providers\.gitlab\]'
        }
        @{
            Name = 'no client secret'; Id = 'ClientSecretMissing'; Category = 'NotInstalled'
            Config = "[providers.google-gemini]`nclient_id = `"mine`"`nclient_secret_env = `"PRX_SPEC_UNSET`"`n"
            Command = { Connect-PrxAuth google-gemini }; Message = "'google-gemini'"; Advice = 'PRX_SPEC_UNSET'
        }
        @{
            Name = 'a flow the provider lacks'; Id = 'FlowNotSupported'; Category = 'NotImplemented'
            Command = { Connect-PrxAuth google-gemini -DeviceCode }; Message = 'browser, paste, token'; Advice = 'without naming a flow'
        }
        @{
            Name = 'no flow for a person'; Id = 'FlowNotSupported'; Category = 'NotImplemented'
            Command = { Connect-PrxAuth runbook }; Message = "'runbook'"; Advice = '-ClientCredential'
        }
        @{
            Name = 'a profile name that is a path'; Id = 'ProfileNameInvalid'; Category = 'InvalidArgument'
            Command = { Connect-PrxAuth corp ../../x }; Message = "'\.\./\.\./x'"; Advice = 'letters, digits'
        }
        @{
            Name = 'the person denies'; Id = 'AccessDenied'; Category = 'AuthenticationError'; Control = 'consent?mode=deny'
            Command = { Connect-PrxAuth corp }; Message = "'corp'"; Advice = 'again'
        }
        @{
            Name = 'nobody comes'; Id = 'SignInTimedOut'; Category = 'OperationTimeout'; Control = 'device/auto-approve?after=off'
            Command = { Connect-PrxAuth corp -DeviceCode -TimeoutSeconds 1 }; Message = 'within 1 second'; Advice = '-TimeoutSeconds'
        }
        @{
            Name = 'nobody can come'; Id = 'InteractionRequired'; Category = 'ResourceUnavailable'; Interactive = '0'
            Command = { Connect-PrxAuth corp }; Message = "'corp'"; Advice = '-ClientCredential'
        }
        @{
            Name = 'nobody listens at the provider'; Id = 'ProviderUnreachable'; Category = 'ConnectionError'
            Config = "[providers.dead]`nissuer = `"http://127.0.0.1:1/`"`nclient_id = `"x`"`n"
            Command = { Connect-PrxAuth dead }; Message = '127\.0\.0\.1:1'; Advice = '.'
        }
        @{
            Name = 'HTML instead of JSON'; Id = 'ProviderResponseInvalid'; Category = 'ProtocolError'
            Control = 'break?path=/connect/token&mode=html'
            Command = { Connect-PrxAuth runbook -ClientCredential }; Message = 'an HTML page'; Advice = 'endpoint'
        }
        @{
            Name = 'an empty object with 200'; Id = 'ProviderResponseInvalid'; Category = 'ProtocolError'
            Control = 'break?path=/connect/token&mode=empty-object'
            Command = { Connect-PrxAuth runbook -ClientCredential }; Message = 'without a token'; Advice = 'endpoint'
        }
        @{
            Name = 'an oversized body'; Id = 'ProviderResponseInvalid'; Category = 'ProtocolError'
            Control = 'break?path=/connect/token&mode=oversized'
            Command = { Connect-PrxAuth runbook -ClientCredential }; Message = "'runbook'"; Advice = '.'
        }
        @{
            Name = 'HTTP 500'; Id = 'ProviderFailed'; Category = 'ConnectionError'
            Control = 'break?path=/connect/token&mode=500&count=9'
            Command = { Connect-PrxAuth runbook -ClientCredential }; Message = 'HTTP 500'; Advice = 'later'
        }
        @{
            Name = 'HTTP 429'; Id = 'ProviderThrottled'; Category = 'QuotaExceeded'
            Control = 'break?path=/connect/token&mode=429&count=9&retry_after=7'
            Command = { Connect-PrxAuth runbook -ClientCredential }; Message = '7 seconds'; Advice = 'Wait'
        }
        @{
            Name = 'the client is not known there'; Id = 'ClientRejected'; Category = 'AuthenticationError'; WrongSecret = $true
            Command = { Connect-PrxAuth runbook -ClientCredential }; Message = "'prx-runbook'"; Advice = 'client_secret'
        }
        @{
            Name = 'a config file with a syntax error'; Id = 'ConfigurationSyntax'; Category = 'ParserError'
            Config = "[auth]`n`n[providers.corp`n"; Command = { Get-PrxAuthProvider corp }; Message = 'config\.toml.*3'; Advice = '.'
        }
        @{
            Name = 'a config value of the wrong type'; Id = 'ConfigurationValue'; Category = 'InvalidArgument'
            Config = "[auth.oauth2]`nredirect_port = `"many`"`n"; Command = { Get-PrxAuthProvider corp }; Message = 'config\.toml.*2.*redirect_port'; Advice = '.'
        }
        @{
            Name = 'a profile that is not there'; Id = 'ProfileNotFound'; Category = 'ObjectNotFound'; SignIn = 'work'
            Command = { Get-PrxAuthToken corp home }; Message = "'corp/home'.*work"; Advice = 'Connect-PrxAuth -Provider corp -Profile home'
        }
        @{
            Name = 'a validity that the provider never gives'; Id = 'ValidityUnavailable'; Category = 'LimitsExceeded'; SignIn = 'work'
            Command = { Get-PrxAuthToken corp work -MinimumValidity 2d }; Message = "'corp/work'"; Advice = 'shorter'
        }
    ) {
        $text = $Config ?? (Get-SpecConfig)
        if ($WrongSecret) { $text = $text.Replace('client_secret = "runbook-secret"', 'client_secret = "wrong"') }
        if ($Config -or $WrongSecret) { New-SpecHome -Config $text }
        if ($SignIn) { Connect-SpecProfile corp $SignIn }
        if ($Control) { Invoke-SpecControl $Control }
        if ($Interactive) { $env:PRX_INTERACTIVE = $Interactive }
        try {
            $failure = Get-SpecFailure $Command
        }
        finally {
            $env:PRX_INTERACTIVE = '1'
        }

        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,PrxAuth.Commands.*"
        $failure.CategoryInfo.Category | Should -Be $Category
        $failure.CategoryInfo.TargetName | Should -Not -BeNullOrEmpty
        "$failure" | Should -Match $Message
        $failure.ErrorDetails.RecommendedAction | Should -Match $Advice
        Get-SpecStoredFile | Should -HaveCount ($SignIn ? 1 : 0)
    }

    It 'warns of a misspelt key once, with its line and the nearest name' {
        New-SpecHome -Config ((Get-SpecConfig) + "`n[providers.spec]`nissuer = `"https://login.example.test`"`nclent_id = `"x`"`n")
        $warnings = Get-PrxAuthProvider spec 3>&1 | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }
        $warnings | Should -HaveCount 1
        "$warnings" | Should -Match 'clent_id.*client_id'
        Get-PrxAuthProvider spec 3>&1 | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | Should -BeNullOrEmpty
    }

    It 'says not a word of tables and keys that are not ours' {
        New-SpecHome -Config ((Get-SpecConfig) + "`n[providers.huggingface]`nmodel = `"claude`"`n[agents.x]`ncolour = 1`n")
        Get-PrxAuthProvider huggingface 3>&1 | Should -HaveCount 1
    }

    It 'tells a damaged file from one that is not there, and keeps it' {
        Connect-SpecProfile corp work
        $file = Get-SpecStoredFile
        $bytes = [System.IO.File]::ReadAllBytes($file.FullName)
        $bytes[-1] = $bytes[-1] -bxor 1
        [System.IO.File]::WriteAllBytes($file.FullName, $bytes)
        $failure = Get-SpecFailure { Get-PrxAuthToken corp work }
        $failure.FullyQualifiedErrorId | Should -BeLike 'SealedFileDamaged,*'
        $failure.CategoryInfo.Category | Should -Be 'InvalidData'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Connect-PrxAuth'
        [System.IO.File]::ReadAllBytes($file.FullName) | Should -Be $bytes
    }

    It 'tells a missing and a wrong master key' {
        $machine = $env:PRX_MASTER_KEY
        try {
            New-SpecHome
            $env:PRX_MASTER_KEY = 'hex:' + '0f' * 32
            Connect-SpecProfile corp work
            $env:PRX_MASTER_KEY = 'hex:' + 'f0' * 32
            (Get-SpecFailure { Get-PrxAuthToken corp work }).FullyQualifiedErrorId | Should -BeLike 'MasterKeyWrong,*'
            $env:PRX_MASTER_KEY = $null
            (Get-SpecFailure { Get-PrxAuthToken corp work }).FullyQualifiedErrorId | Should -BeLike 'MasterKeyMissing,*'
        }
        finally {
            $env:PRX_MASTER_KEY = $machine
        }
    }

    It 'is not terminating: one bad record leaves the others' {
        Connect-SpecProfile corp work
        $result = [pscustomobject]@{ Provider = 'nope' }, [pscustomobject]@{ Provider = 'corp'; Profile = 'work' } |
            Get-PrxAuthToken -AsPlainText -ErrorVariable failures -ErrorAction SilentlyContinue
        $result | Should -HaveCount 1
        $failures | Should -HaveCount 1
    }

    It 'stops the pipeline with -ErrorAction Stop' {
        { Get-PrxAuthToken nope -ErrorAction Stop } | Should -Throw -ErrorId 'ProviderUnknown,PrxAuth.Commands.GetPrxAuthTokenCommand'
    }
}
