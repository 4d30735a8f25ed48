BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive

    # One bit of a sealed file: it does not open any more.
    function Edit-StoredFile {
        $file = Get-SpecStoredFile | Select-Object -First 1
        $bytes = [System.IO.File]::ReadAllBytes($file)
        $bytes[-20] = $bytes[-20] -bxor 4
        [System.IO.File]::WriteAllBytes($file, $bytes)
    }
}

AfterAll { Exit-SpecSession }

Describe 'Test-PrxAuth' {
    BeforeEach {
        New-SpecHome
        $null = Connect-SpecProfile corp
    }

    It 'finds nothing wrong where all is well' {
        $findings = Test-PrxAuth
        $findings | Where-Object Status -EQ Failed | Should -BeNullOrEmpty
        $findings[0].PSTypeNames | Should -Contain 'PrxAuth.PrxAuthFinding'
        $findings | Where-Object Name -EQ store-unlock | ForEach-Object Status | Should -Be 'Ok'
        $findings | Where-Object Name -EQ profile-login | ForEach-Object Target | Should -Be 'corp/default'
        Test-PrxAuth -Quiet | Should -BeTrue
    }

    It 'changes nothing' {
        $before = Get-ChildItem $env:PRX_DATA_HOME -Recurse -File | Get-FileHash | ForEach-Object { "$($_.Path) $($_.Hash)" }
        $null = Test-PrxAuth
        Get-ChildItem $env:PRX_DATA_HOME -Recurse -File | Get-FileHash | ForEach-Object { "$($_.Path) $($_.Hash)" } | Should -Be $before
    }

    It 'makes no store where there is none' {
        New-SpecHome
        $null = Test-PrxAuth
        Test-Path $env:PRX_DATA_HOME | Should -BeFalse
    }

    It 'says the way out of what failed, and -Quiet says no' {
        Edit-StoredFile
        $failed = @(Test-PrxAuth | Where-Object Status -EQ Failed)
        $failed.Name | Should -Be 'profile-file'
        $failed.Recommendation | Should -Match 'Connect-PrxAuth -Provider corp'
        Test-PrxAuth -Quiet | Should -Be $false
    }

    It 'tells a broken config file as a finding' {
        Set-Content $env:PRX_CONFIG '[providers'
        $findings = Test-PrxAuth -Offline -ErrorAction Stop 3>&1
        $findings | Where-Object Name -EQ config-file | ForEach-Object Status | Should -Be 'Failed'
        $findings | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | Should -BeNullOrEmpty
    }

    It 'asks no provider with -Offline' {
        Invoke-SpecControl 'reset?what=counts'
        Test-PrxAuth -Offline | Where-Object Name -EQ provider-endpoint | ForEach-Object Status | Select-Object -Unique | Should -Be 'Skipped'
    }

    It 'takes providers by name, wildcard and from the pipeline' {
        Test-PrxAuth gemini -Offline | Where-Object Name -EQ provider-client | ForEach-Object Target | Should -Be 'google-gemini'
        Test-PrxAuth github* -Offline | Where-Object Name -EQ provider-client | ForEach-Object Target | Should -Be 'github', 'github-copilot'
        Get-PrxAuthProfile | Test-PrxAuth -Offline | Where-Object Name -EQ provider-client | ForEach-Object Target | Should -Be 'corp'
        (Get-SpecFailure { Test-PrxAuth nobody }).FullyQualifiedErrorId | Should -Match '^ProviderUnknown'
    }

    It 'shows the status, the finding and the way out' {
        Edit-StoredFile
        $text = Test-PrxAuth -Offline | Where-Object Status -EQ Failed | ConvertTo-SpecText
        $text | Should -Match 'Status\s+Name\s+Finding'
        $text | Should -Match 'Failed\s+profile-file'
        $text | Should -Match 'Connect-PrxAuth'
    }

    It 'shows no token' {
        $text = Test-PrxAuth | ForEach-Object { $_ | ConvertTo-Json } | Out-String
        foreach ($secret in Get-SpecSecret) { $text | Should -Not -Match ([regex]::Escape($secret)) }
    }

    It 'completes providers' {
        (TabExpansion2 'Test-PrxAuth cor' 16).CompletionMatches.CompletionText | Should -Be 'corp'
    }
}

Describe 'prx auth doctor' {
    BeforeEach {
        New-SpecHome
        $null = Connect-SpecProfile corp
    }

    It 'emits the same objects' {
        $names = Test-PrxAuth -Offline | ForEach-Object Name
        prx auth doctor --offline | ForEach-Object Name | Should -Be $names
        $LASTEXITCODE | Should -Be 0
    }

    It 'prints JSON' {
        $findings = prx auth doctor --offline --json | ConvertFrom-Json
        $findings.name | Should -Contain 'store-unlock'
        $findings.status | Should -Not -Contain 'failed'
    }

    It 'ends with 1 when something failed' {
        Edit-StoredFile
        $null = prx auth doctor --offline
        $LASTEXITCODE | Should -Be 1
    }

    It 'ends with 3 when a sign-in mends it' {
        Invoke-SpecControl revoke-all
        prx auth refresh -P corp 2>$null 3>$null 6>$null
        $null = prx auth doctor --offline
        $LASTEXITCODE | Should -Be 3
    }
}
