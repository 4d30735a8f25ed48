BeforeDiscovery {
    # The vault is nothing without it. It keeps its registry in the home directory, which Windows does not let a spec move.
    $manager = Get-Module -ListAvailable Microsoft.PowerShell.SecretManagement | Select-Object -First 1
    $canRun = $manager -and -not $IsWindows
    if (-not $canRun) {
        Write-Warning 'Microsoft.PowerShell.SecretManagement is not here: the specs of the vault are SKIPPED. Install-PSResource Microsoft.PowerShell.SecretManagement'
    }
}

Describe 'PrxAuth as a vault of SecretManagement' -Skip:(-not $canRun) {
    BeforeAll {
        Import-Module "$PSScriptRoot/Specs.psm1"
        Enter-SpecSession $TestDrive
        $api = "$(Get-SpecAddress)/api/me"
        $usualHome = $env:HOME
        $env:HOME = (New-Item -ItemType Directory (Join-Path $TestDrive 'person')).FullName
        $env:PSModulePath = (Split-Path (Split-Path (Get-SpecModulePath))) + [System.IO.Path]::PathSeparator + $env:PSModulePath
        Connect-SpecProfile google-gemini work
        Connect-SpecProfile corp default bob

        # SecretManagement as a person has it: in a shell of its own that has not imported PrxAuth.
        function Invoke-Vault {
            param([scriptblock] $Script)
            Invoke-SpecShell ([scriptblock]::Create("
                `$null = Register-SecretVault -Name PrxAuth -ModuleName PrxAuth -AllowClobber
                $Script"))
        }
    }

    AfterAll {
        if ($usualHome) { $env:HOME = $usualHome }
        Exit-SpecSession
    }

    It 'registers under its name, and Get-Secret gives a token that the API takes' {
        $answer = Invoke-Vault ([scriptblock]::Create("
            Get-SecretVault | ForEach-Object { `"`$(`$_.Name) `$(`$_.ModuleName)`" }
            Test-SecretVault -Name PrxAuth
            (Get-Secret -Vault PrxAuth -Name google-gemini/work).GetType().Name
            Get-Secret -Vault PrxAuth -Name google-gemini/work -AsPlainText
            (Invoke-RestMethod $api -Authentication Bearer -Token (Get-Secret corp/default) -AllowUnencryptedAuthentication -NoProxy | ConvertTo-Json) -match 'bob'"))
        $answer[0..2] | Should -Be 'PrxAuth PrxAuth', $true, 'SecureString'
        $answer[3] | Should -BeExactly (Get-PrxAuthToken google-gemini work -AsPlainText)
        $answer[4] | Should -BeTrue
    }

    It 'renews a token that has run out' {
        Invoke-SpecControl 'lifetime?seconds=1'
        try { $old = (Update-PrxAuthToken corp).UpdatedAt } finally { Invoke-SpecControl 'lifetime?seconds=3600' }
        Invoke-SpecControl 'reset?what=counts'
        $token = Invoke-Vault { Get-Secret corp/default -AsPlainText }
        (Get-SpecCount).refreshes | Should -Be 1
        $token | Should -BeExactly (Get-PrxAuthToken corp -AsPlainText)
        (Get-PrxAuthProfile corp).UpdatedAt | Should -BeGreaterThan $old
    }

    It 'lists profiles with what is known of them, by wildcard too' {
        $infos = Invoke-Vault {
            & { Get-SecretInfo -Vault PrxAuth; Get-SecretInfo -Name google* } |
                Select-Object Name, VaultName, Metadata, @{ Name = 'Type'; Expression = { "$($_.Type)" } }
        }
        $infos.Name | Should -Be 'corp/default', 'google-gemini/work', 'google-gemini/work'
        "$($infos[0].Type) $($infos[0].VaultName)" | Should -Be 'SecureString PrxAuth'
        $metadata = $infos[0].Metadata
        $metadata.Provider, $metadata.Profile, $metadata.Status | Should -Be 'corp', 'default', 'Valid'
        $metadata.Account | Should -Match 'bob'
        $metadata.Scopes | Should -Match 'openid'
        $metadata.Expires | Should -BeOfType datetime
        foreach ($secret in Get-SpecSecret) { "$($infos | ConvertTo-Json -Depth 5)" | Should -Not -Match ([regex]::Escape($secret)) }
    }

    It 'keeps a token that somebody has, refuses to put one in the place of a sign-in, and signs out what is removed' {
        $answer = Invoke-Vault {
            Set-Secret -Vault PrxAuth -Name anthropic/ci -Secret 'sk-of-mine'
            Get-Secret anthropic/ci -AsPlainText
            Remove-Secret -Vault PrxAuth -Name anthropic/ci
            Get-SecretInfo -Name anthropic* | ForEach-Object Name
            Set-Secret -Vault PrxAuth -Name corp/default -Secret 'sk-of-mine' -ErrorAction SilentlyContinue -ErrorVariable refused
            "$($refused[0].FullyQualifiedErrorId -split ',' | Select-Object -First 1): $($refused[0].ErrorDetails.RecommendedAction)"
        }
        $answer | Should -HaveCount 2
        $answer[0] | Should -BeExactly 'sk-of-mine'
        $answer[1] | Should -BeLike 'ProfileSignedIn: *Connect-PrxAuth -Provider corp*'
    }

    It 'lets other vaults answer for what it does not have' {
        $errors = Invoke-Vault {
            $null = Get-Secret no-secret-of-ours -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures.FullyQualifiedErrorId
        }
        $errors | Should -Be 'GetSecretNotFound,Microsoft.PowerShell.SecretManagement.GetSecretCommand'
    }

    It 'says why a profile gives no token' {
        Invoke-SpecControl 'lifetime?seconds=1'
        try { $null = Update-PrxAuthToken corp } finally { Invoke-SpecControl 'lifetime?seconds=3600' }
        Invoke-SpecControl revoke-all
        $why = Invoke-Vault {
            $null = Get-Secret corp/default -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures[0].ErrorDetails.RecommendedAction
        }
        $why | Should -BeLike '*Connect-PrxAuth -Provider corp -Profile default*'
    }
}
