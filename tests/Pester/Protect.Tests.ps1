BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
}

AfterAll { Exit-SpecSession }

Describe 'Protect-PrxAuthStore' {
    BeforeEach {
        New-SpecHome
        Connect-SpecProfile corp default
        Connect-SpecProfile corp work bob
    }

    It 'seals every profile with the next master key and goes on' {
        $before = Get-PrxAuthToken corp work -AsPlainText
        $next = ConvertTo-SecureString 'correct horse battery staple' -AsPlainText -Force
        $store = Protect-PrxAuthStore MasterKey -NewMasterKey $next
        $store.PSTypeNames | Should -Contain 'PrxAuth.PrxAuthStore'
        $store.KeySource | Should -Be 'passphrase'
        $store.Profiles | Should -Be 2
        $store.Damaged | Should -BeNullOrEmpty
        Get-PrxAuthToken corp work -AsPlainText | Should -Be $before
        Update-PrxAuthToken corp | ForEach-Object Status | Should -Be 'Valid'
    }

    It 'changes nothing with -WhatIf' {
        $header = Get-Content (Join-Path $env:PRX_DATA_HOME secrets/store.json) -Raw
        Protect-PrxAuthStore Machine -WhatIf | Should -BeNullOrEmpty
        Get-Content (Join-Path $env:PRX_DATA_HOME secrets/store.json) -Raw | Should -Be $header
    }

    It 'completes the key sources' {
        (TabExpansion2 'Protect-PrxAuthStore -KeySource ').CompletionMatches.CompletionText | Should -Be 'Machine', 'MasterKey'
    }
}
