BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
    Connect-SpecProfile corp work
}

AfterAll { Exit-SpecSession }

Describe 'Assert-PrxAuthProfile' {
    It 'is silent where the profile lasts, and says how long with -PassThru' {
        Assert-PrxAuthProfile corp work -For 3h | Should -BeNullOrEmpty
        $profile = Get-PrxAuthProfile | Assert-PrxAuthProfile -For 3h -PassThru
        "$profile" | Should -Be 'corp/work'
        $profile.UnattendedUntil | Should -BeNullOrEmpty
        $profile.UnattendedReason | Should -Match 'refresh token'
    }

    It 'stops a script that wants to stop on errors' {
        $begun = $false
        {
            $ErrorActionPreference = 'Stop'
            Assert-PrxAuthProfile corp nobody -For 3h
            $begun = $true
        } | Should -Throw -ErrorId 'ProfileNotFound,PrxAuth.Commands.AssertPrxAuthProfileCommand'
        $begun | Should -BeFalse
    }

    It 'fails for a profile that cannot renew itself' {
        $null = Connect-PrxAuth anthropic ci -Token (ConvertTo-SecureString 'sk-of-mine' -AsPlainText -Force)
        Assert-PrxAuthProfile anthropic ci -For 7d
        Invoke-SpecControl 'device/auto-approve?after=0'
        $null = Connect-PrxAuth corp short -Scope openid 3>$null 6>$null
        $failure = Get-SpecFailure { Assert-PrxAuthProfile corp short -For 3h }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ProfileEndsTooSoon,*'
        $failure.CategoryInfo.Category | Should -Be 'LimitsExceeded'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Connect-PrxAuth -Provider corp -Profile short'
    }

    It 'proves it by a refresh with -Renew' {
        Invoke-SpecControl 'reset?what=counts'
        Assert-PrxAuthProfile corp work -For 3h -Renew
        (Get-SpecCount).refreshes | Should -Be 1
        Invoke-SpecControl revoke-all
        (Get-SpecFailure { Assert-PrxAuthProfile corp work -For 3h -Renew }).FullyQualifiedErrorId | Should -BeLike 'LoginRequired,*'
    }
}
