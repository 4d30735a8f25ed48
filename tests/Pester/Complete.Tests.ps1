BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
}

AfterAll { Exit-SpecSession }

Describe 'Complete-PrxAuth' {
    BeforeEach { New-SpecHome }

    It 'finishes in one pwsh what another one started' {
        $pending = Invoke-SpecShell { param($module) Import-Module $module; Connect-PrxAuth corp work -NoWait } (Get-SpecModulePath)
        $pending.Provider | Should -Be 'corp'
        $pending.Profile | Should -Be 'work'
        $profile = Invoke-SpecShell {
            param($module, $redirect)
            Import-Module $module
            Complete-PrxAuth -Redirect $redirect
        } (Get-SpecModulePath), (Get-SpecRedirect $pending.Url)
        $profile.Account | Should -Be 'alice@example.test'
        (Get-PrxAuthProfile corp work).Status | Should -Be 'Valid'
        (Get-SpecCount).token_requests.authorization_code | Should -Be 1
        Get-ChildItem $env:PRX_DATA_HOME -Recurse -Filter *.pending | Should -BeNullOrEmpty
    }

    It 'emits an object that tells where to go and until when, and nothing secret' {
        $pending = Connect-PrxAuth corp -NoWait
        $pending.PSTypeNames | Should -Contain 'PrxAuth.PrxAuthPendingSignIn'
        $pending.Url | Should -Match '^http'
        $pending.ExpiresAt | Should -BeGreaterThan ([DateTimeOffset]::Now.AddMinutes(14))
        $pending.PSObject.Properties.Name | Should -Be 'Provider', 'Profile', 'Url', 'ExpiresAt'
        $pending | ConvertTo-SpecText | Should -Match ([regex]::Escape("$($pending.Url)".Substring(0, 40)))
    }

    It 'leaves a sign-in pending when something else is pasted' {
        $pending = Connect-PrxAuth corp -NoWait
        $failure = Get-SpecFailure { Complete-PrxAuth corp -Redirect 'http://127.0.0.1/?code=stolen&state=other' }
        $failure.FullyQualifiedErrorId | Should -Match '^RedirectInvalid,'
        $failure.CategoryInfo.Category | Should -Be 'SecurityError'
        ($pending | Complete-PrxAuth -Redirect (Get-SpecRedirect $pending.Url)).Account | Should -Be 'alice@example.test'
    }

    It 'says that nothing is pending, and asks nobody where nobody is' {
        $failure = Get-SpecFailure { Complete-PrxAuth corp -Redirect 'code=x&state=y' }
        $failure.FullyQualifiedErrorId | Should -Match '^PendingSignInMissing,'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Connect-PrxAuth -Provider corp -NoWait'
        $env:PRX_INTERACTIVE = '0'
        try { $failure = Get-SpecFailure { Complete-PrxAuth corp } } finally { $env:PRX_INTERACTIVE = '1' }
        $failure.FullyQualifiedErrorId | Should -Match '^InteractionRequired,'
    }
}
