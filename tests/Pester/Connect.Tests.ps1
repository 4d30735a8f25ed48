BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
}

AfterAll { Exit-SpecSession }

Describe 'Connect-PrxAuth' {
    BeforeEach { New-SpecHome }

    It 'signs in with a browser and emits the profile' {
        $profile = Connect-PrxAuth corp -Profile work
        $profile | Should -HaveCount 1
        $profile.PSTypeNames | Should -Contain 'PrxAuth.PrxAuthProfile'
        $profile.Provider | Should -Be 'corp'
        $profile.Profile | Should -Be 'work'
        $profile.Account | Should -Be 'alice@example.test'
        $profile.Flow | Should -Be 'Browser'
        $profile.Status | Should -Be 'Valid'
        $profile.HasRefreshToken | Should -BeTrue
        $profile.Scopes | Should -Contain 'offline_access'
        (Get-SpecCount).authorize_requests | Should -Be 1
    }

    It 'takes a provider by its alias' {
        (Connect-PrxAuth gemini work 3>$null).Provider | Should -Be 'google-gemini'
    }

    It 'shows the page and the code of a device login, and opens no browser' {
        $env:BROWSER = 'no-such-browser'
        try {
            $output = Connect-PrxAuth corp -DeviceCode 6>&1
        }
        finally {
            $env:BROWSER = Get-SpecBrowser
        }

        $shown = "$($output | Where-Object { $_ -is [System.Management.Automation.InformationRecord] })"
        $shown | Should -Match 'http://127\.0\.0\.1:\d+/'
        $shown | Should -Match 'Enter the code:\s+\S+'
        ($output | Where-Object { $_ -is [PrxAuth.PrxAuthProfile] }).Flow | Should -Be 'DeviceCode'
    }

    It 'falls back to the device code with -NoBrowser' {
        (Connect-PrxAuth corp -NoBrowser 6>$null).Flow | Should -Be 'DeviceCode'
    }

    It 'signs in as the client itself with -ClientCredential' {
        $profile = Connect-PrxAuth runbook -ClientCredential
        $profile.Flow | Should -Be 'ClientCredentials'
        $profile.Account | Should -Be 'prx-runbook'
        (Get-SpecCount).token_requests.client_credentials | Should -Be 1
    }

    It 'keeps a given token, which has no expiry' {
        $profile = Connect-PrxAuth anthropic key -Token (ConvertTo-SecureString 'sk-planted-1' -AsPlainText)
        $profile.Flow | Should -Be 'GivenToken'
        $profile.ExpiresAt | Should -BeNullOrEmpty
        $profile.HasRefreshToken | Should -BeFalse
        Get-PrxAuthToken anthropic key -AsPlainText | Should -BeExactly 'sk-planted-1'
    }

    It 'exchanges the GitHub token for one of Copilot and tells its endpoint' {
        $profile = Connect-SpecProfile github-copilot
        $profile.Account | Should -Be 'alice'
        $profile.Endpoint.AbsoluteUri | Should -Match '/github/'
        (Get-SpecCount github).exchanges | Should -Be 1
    }

    It 'uses default when no profile is named' {
        $profile = Connect-SpecProfile corp
        $profile.Profile | Should -Be 'default'
        $profile.IsActive | Should -BeTrue
    }

    It 'binds provider and profile from the pipeline by name' {
        $profiles = [pscustomobject]@{ Provider = 'corp'; Profile = 'a' }, [pscustomobject]@{ Provider = 'corp'; Profile = 'b' } |
            Connect-PrxAuth -DeviceCode 6>$null
        $profiles.Profile | Should -Be 'a', 'b'
    }

    It 'asks for the scopes given instead of the usual ones' {
        (Connect-PrxAuth corp -DeviceCode -Scope openid, email 6>$null).Scopes | Sort-Object | Should -Be 'email', 'openid'
    }

    It 'replaces a profile on the next sign-in and remembers when it came' {
        $first = Connect-SpecProfile corp work
        $second = Connect-SpecProfile corp work
        $second.CreatedAt | Should -Be $first.CreatedAt
        $second.UpdatedAt | Should -BeGreaterThan $first.UpdatedAt
        Get-PrxAuthProfile | Should -HaveCount 1
    }

    It 'says with -Verbose which flow it takes and why' {
        $said = Connect-PrxAuth corp -DeviceCode -Verbose 4>&1 6>$null | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -Match 'device-code'
        "$said" | Should -Match 'It was asked for'
    }

    It 'leaves a profile as it was when the next sign-in fails' {
        $before = Connect-PrxAuth runbook -ClientCredential
        Invoke-SpecControl 'break?path=/connect/token&mode=500&count=9'
        Get-SpecFailure { Connect-PrxAuth runbook -ClientCredential } | Should -Not -BeNullOrEmpty
        (Get-PrxAuthProfile runbook default).UpdatedAt | Should -Be $before.UpdatedAt
    }
}
