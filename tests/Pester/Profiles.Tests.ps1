BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
    Connect-SpecProfile corp work
    Connect-SpecProfile corp personal bob
    Connect-SpecProfile github-copilot
    $null = Connect-PrxAuth anthropic key -Token (ConvertTo-SecureString 'sk-planted-2' -AsPlainText)
}

AfterAll { Exit-SpecSession }

Describe 'Get-PrxAuthProfile' {
    It 'lists every profile by provider and name' {
        Get-PrxAuthProfile | ForEach-Object ToString | Should -Be 'anthropic/key', 'corp/personal', 'corp/work', 'github-copilot/default'
    }

    It 'takes <Arguments> and finds <Expected>' -ForEach @(
        @{ Arguments = @('corp'); Expected = 'corp/personal', 'corp/work' }
        @{ Arguments = @('CORP', 'Work'); Expected = @('corp/work') }
        @{ Arguments = @('c*'); Expected = 'corp/personal', 'corp/work' }
        @{ Arguments = @('*', 'work'); Expected = @('corp/work') }
        @{ Arguments = @('corp', 'p*', 'x'); Expected = @('corp/personal') }
        @{ Arguments = @('copilot'); Expected = @('github-copilot/default') }
        @{ Arguments = @('x*'); Expected = @() }
        @{ Arguments = @('g?thub-*', '[a-d]*'); Expected = @('github-copilot/default') }
    ) {
        $provider, $profile = $Arguments
        $named = @{ Provider = $provider }
        if ($profile) { $named.Profile = $profile }
        @(Get-PrxAuthProfile @named | ForEach-Object ToString) | Should -Be $Expected
    }

    It 'fails for a profile by its full name that is not there, and names those that are' {
        $failure = Get-SpecFailure { Get-PrxAuthProfile corp home }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ProfileNotFound,*'
        "$failure" | Should -Match 'personal, work'
    }

    It 'knows the active ones' {
        Get-PrxAuthProfile -Active | ForEach-Object ToString | Should -Be 'github-copilot/default'
    }

    It 'filters by -WillExpireWithin <_>, in words or as a TimeSpan' -ForEach '2h', '02:00:00', '7200', ([timespan]::FromHours(2)) {
        Get-PrxAuthProfile -WillExpireWithin $_ | ForEach-Object ToString |
            Should -Be 'corp/personal', 'corp/work', 'github-copilot/default'
    }

    It 'leaves out what lasts longer than -WillExpireWithin <_>' -ForEach '5m', '00:05:00', 300 {
        Get-PrxAuthProfile corp -WillExpireWithin $_ | Should -BeNullOrEmpty
    }

    It 'refuses what is not a time' {
        (Get-SpecFailure { Get-PrxAuthProfile -WillExpireWithin soon }).Exception.Message | Should -Match "'soon' is not a time"
    }

    It 'shows provider, profile, account, active, status and expiry' {
        $lines = (Get-PrxAuthProfile | ConvertTo-SpecText).Trim() -split '\r?\n'
        $lines[0] | Should -Match '^Provider\s+Profile\s+Account\s+Active\s+Status\s+Expires\s*$'
        $lines | Should -HaveCount 6
        $lines[3] | Should -Match '^corp\s+personal\s+bob@example\.test\s+Valid\s+in \d+ min\s*$'
        $lines[5] | Should -Match '^github-copilot\s+default\s+alice\s+\*\s+Valid\s+in \d+ min\s*$'
    }

    It 'sorts by ExpiresAt, and compares it with a date' {
        $sorted = Get-PrxAuthProfile | Where-Object ExpiresAt | Sort-Object ExpiresAt
        $sorted[0].ToString() | Should -Be 'github-copilot/default'
        Get-PrxAuthProfile | Where-Object ExpiresAt -GT (Get-Date).AddMinutes(50) | Should -HaveCount 2
    }

    It 'emits as it reads: Select-Object -First ends it without an error' {
        Get-PrxAuthProfile | Select-Object -First 1 | Should -HaveCount 1
    }

    It 'emits objects that cannot be changed' {
        { (Get-PrxAuthProfile corp work).Account = 'mallory' } | Should -Throw
    }

    It 'comes back from a job in the same view' {
        $job = Start-Job { param($module) Import-Module $module; Get-PrxAuthProfile corp } -ArgumentList (Get-SpecModulePath)
        try {
            $profiles = $job | Wait-Job | Receive-Job
        }
        finally {
            $job | Remove-Job -Force
        }

        $profiles[0].PSTypeNames[0] | Should -Be 'Deserialized.PrxAuth.PrxAuthProfile'
        $profiles | ConvertTo-SpecText | Should -Match 'corp\s+work\s+alice@example\.test\s+Valid\s+in \d+ min'
        $profiles | Get-PrxAuthToken | Should -HaveCount 2
    }
}

Describe 'Get-PrxAuthProvider' {
    It 'finds by name, alias and wildcard' {
        (Get-PrxAuthProvider gemini).Provider | Should -Be 'google-gemini'
        (Get-PrxAuthProvider git*).Provider | Should -Be 'github', 'github-copilot', 'gitlab'
        (Get-PrxAuthProvider).Provider | Should -Contain 'corp'
    }

    It 'tells flows, endpoints and where the definition comes from' {
        $corp = Get-PrxAuthProvider corp
        $corp.Origin | Should -Be 'Config'
        $corp.IsConfigured | Should -BeTrue
        (Get-PrxAuthProvider huggingface).Origin | Should -Be 'BuiltIn'
        $copilot = Get-PrxAuthProvider copilot
        $copilot.Origin | Should -Be 'Overlaid'
        $copilot.Flows | Should -Be 'DeviceCode', 'GivenToken'
        $copilot.Notice | Should -Not -BeNullOrEmpty
        $copilot.TokenEndpoint.AbsoluteUri | Should -BeLike "$(Get-SpecAddress)/*"
    }

    It 'has a view' {
        (Get-PrxAuthProvider | ConvertTo-SpecText).Trim() -split '\r?\n' | Select-Object -First 1 |
            Should -Match '^Provider\s+Name\s+Ready\s+Profile\s+Flows\s*$'
    }

    It 'fails for a name that nobody has' {
        (Get-SpecFailure { Get-PrxAuthProvider nope }).FullyQualifiedErrorId | Should -BeLike 'ProviderUnknown,*'
    }
}

Describe 'Set-PrxAuthProfile' {
    BeforeEach { [System.IO.File]::WriteAllText($env:PRX_CONFIG, (Get-SpecConfig)) }

    It 'writes auth_profile and nothing else' {
        Set-PrxAuthProfile corp work -Active | Should -BeNullOrEmpty
        $after = [System.IO.File]::ReadAllText($env:PRX_CONFIG)
        $after | Should -Match '(?s)\[providers\.corp\]((?!\[providers).)*auth_profile = "work"'
        $after -replace 'auth_profile = "work"\r?\n' | Should -BeExactly (Get-SpecConfig)
        (Get-PrxAuthProfile corp -Active).Profile | Should -Be 'work'
    }

    It 'decides which profile is meant from then on' {
        Set-PrxAuthProfile corp personal -Active
        Get-PrxAuthToken corp -AsPlainText | Should -BeExactly (Get-PrxAuthToken corp personal -AsPlainText)
        Set-PrxAuthProfile corp work -Active
        $said = Get-PrxAuthToken corp -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -Match "'work'"
    }

    It 'emits the profile with -PassThru' {
        (Set-PrxAuthProfile corp work -Active -PassThru).IsActive | Should -BeTrue
    }

    It 'takes a profile from the pipeline' {
        Get-PrxAuthProfile corp personal | Set-PrxAuthProfile -Active
        (Get-PrxAuthProfile corp -Active).Profile | Should -Be 'personal'
    }

    It 'changes nothing with -WhatIf' {
        Set-PrxAuthProfile corp work -Active -WhatIf
        [System.IO.File]::ReadAllText($env:PRX_CONFIG) | Should -BeExactly (Get-SpecConfig)
    }

    It 'refuses a profile that is not there and leaves the file alone' {
        (Get-SpecFailure { Set-PrxAuthProfile corp home -Active }).FullyQualifiedErrorId | Should -BeLike 'ProfileNotFound,*'
        [System.IO.File]::ReadAllText($env:PRX_CONFIG) | Should -BeExactly (Get-SpecConfig)
    }
}
