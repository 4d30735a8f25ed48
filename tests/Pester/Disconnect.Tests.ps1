BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
}

AfterAll { Exit-SpecSession }

Describe 'Disconnect-PrxAuth' {
    BeforeEach {
        New-SpecHome
        Connect-SpecProfile corp default
        Connect-SpecProfile corp work bob
        Connect-PrxAuth runbook -ClientCredential
    }

    It 'revokes and deletes one profile, silently' {
        Disconnect-PrxAuth corp work *>&1 | Should -BeNullOrEmpty
        Get-PrxAuthProfile corp | ForEach-Object ToString | Should -Be 'corp/default'
        (Get-SpecCount).revocations | Should -BeGreaterThan 0
    }

    It 'means the active profile when none is named' {
        (Disconnect-PrxAuth corp -PassThru).Profile | Should -Be 'default'
    }

    It 'tells with -PassThru what became of the tokens' {
        $result = Disconnect-PrxAuth corp work -PassThru
        $result.PSTypeNames | Should -Contain 'PrxAuth.PrxAuthDisconnection'
        $result.Revocation | Should -Be 'Revoked'
        $result.Revoked | Should -BeTrue
        $result | ConvertTo-SpecText | Should -Match 'Provider\s+Profile\s+Revocation\s+Reason'
    }

    It 'leaves the tokens alive with -LocalOnly' {
        (Disconnect-PrxAuth corp work -LocalOnly -PassThru).Revocation | Should -Be 'Skipped'
        (Get-SpecCount).revocations | Should -Be 0
        Get-PrxAuthProfile corp | Should -HaveCount 1
    }

    It 'deletes here and warns when the provider does not revoke' {
        Invoke-SpecControl 'break?path=/connect/revoke&mode=500&count=9'
        $output = Disconnect-PrxAuth corp work -PassThru 3>&1
        $output[0] | Should -BeOfType System.Management.Automation.WarningRecord
        $output[1].Revocation | Should -Be 'Failed'
        $output[1].Reason | Should -Not -BeNullOrEmpty
        Get-PrxAuthProfile corp | Should -HaveCount 1
    }

    It 'takes profiles from the pipeline' {
        Get-PrxAuthProfile corp | Disconnect-PrxAuth
        Get-PrxAuthProfile | ForEach-Object ToString | Should -Be 'runbook/default'
    }

    It 'does nothing with -WhatIf<_>' -ForEach '', ' and -All', ' and -All -Force' {
        switch ($_) {
            '' { Disconnect-PrxAuth corp work -WhatIf }
            ' and -All' { Disconnect-PrxAuth -All -WhatIf }
            default { Disconnect-PrxAuth -All -Force -WhatIf }
        }

        Get-PrxAuthProfile | Should -HaveCount 3
        (Get-SpecCount).revocations | Should -Be 0
    }

    It 'signs out everything with -All <_>' -ForEach '-Force', '-Confirm:$false' {
        $results = if ($_ -eq '-Force') { Disconnect-PrxAuth -All -Force -PassThru } else { Disconnect-PrxAuth -All -Confirm:$false -PassThru }
        $results | ForEach-Object ToString | Should -Be 'corp/default', 'corp/work', 'runbook/default'
        Get-PrxAuthProfile | Should -BeNullOrEmpty
    }

    It 'finds nothing to do when there is no profile' {
        Disconnect-PrxAuth -All -Force
        Disconnect-PrxAuth -All *>&1 | Should -BeNullOrEmpty
    }

    It 'fails for a profile that is not there' {
        $failure = Get-SpecFailure { Disconnect-PrxAuth corp home }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ProfileNotFound,*'
        "$failure" | Should -Match 'default, work'
    }

    It 'kills the token at the server' {
        Connect-SpecProfile github
        $token = Get-PrxAuthToken github
        Disconnect-PrxAuth github
        $null = Invoke-RestMethod "$(Get-SpecAddress)/github/user" -Authentication Bearer -Token $token -AllowUnencryptedAuthentication -NoProxy `
            -SkipHttpErrorCheck -StatusCodeVariable status
        $status | Should -Be 401
    }
}
