BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
}

AfterAll { Exit-SpecSession }

Describe 'Update-PrxAuthToken' {
    BeforeEach {
        New-SpecHome
        Connect-SpecProfile corp default
        Connect-SpecProfile corp work bob
        Invoke-SpecControl 'reset?what=counts'
    }

    It 'renews one profile and emits it' {
        $before = Get-PrxAuthToken corp work -AsPlainText
        $profile = Update-PrxAuthToken corp work
        $profile.ToString() | Should -Be 'corp/work'
        $profile.UpdatedAt | Should -BeGreaterThan $profile.CreatedAt
        Get-PrxAuthToken corp work -AsPlainText | Should -Not -Be $before
        (Get-SpecCount).refreshes | Should -Be 1
    }

    It 'renews the active profile when none is named' {
        (Update-PrxAuthToken corp).Profile | Should -Be 'default'
    }

    It 'renews all profiles of all providers when none is named' {
        $null = Connect-PrxAuth runbook -ClientCredential
        Update-PrxAuthToken | ForEach-Object ToString | Should -Be 'corp/default', 'corp/work', 'runbook/default'
    }

    It 'takes profiles from the pipeline' {
        Get-PrxAuthProfile corp | Where-Object Account -Like 'bob*' | Update-PrxAuthToken | ForEach-Object ToString | Should -Be 'corp/work'
    }

    It 'renews nothing with -WhatIf' {
        Update-PrxAuthToken -WhatIf | Should -BeNullOrEmpty
        (Get-SpecCount).refreshes | Should -Be 0
    }

    It 'gives one error for each failure and goes on' {
        Invoke-SpecControl 'break?path=/connect/token&mode=503&count=1'
        $renewed = Update-PrxAuthToken -ErrorVariable failures -ErrorAction SilentlyContinue
        $renewed.Count + $failures.Count | Should -Be 2
        $failures.Count | Should -BeLessOrEqual 1
    }

    It 'keeps a profile whose refresh token is dead, and says that it needs a sign-in' {
        Invoke-SpecControl 'revoke-all?area=oidc'
        $failure = Get-SpecFailure { Update-PrxAuthToken corp work }
        $failure.FullyQualifiedErrorId | Should -BeLike 'LoginRequired,*'
        $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Connect-PrxAuth -Provider corp -Profile work'
        $profile = Get-PrxAuthProfile corp work
        $profile.Status | Should -Be 'NeedsLogin'
        $profile.StatusReason | Should -Not -BeNullOrEmpty
        Get-PrxAuthProfile -WillExpireWithin 1s | ForEach-Object ToString | Should -Be 'corp/work'
        (Connect-SpecProfile corp work bob).Status | Should -Be 'Valid'
    }

    It 'wants the provider of a profile named' {
        (Get-SpecFailure { Update-PrxAuthToken -Profile work }).FullyQualifiedErrorId | Should -BeLike 'ProviderNotNamed,*'
    }
}
