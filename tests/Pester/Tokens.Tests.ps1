BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
    $api = "$(Get-SpecAddress)/api/me"

    # The status of a call, without an exception for 401.
    function Invoke-Api {
        param($Token)
        $null = Invoke-RestMethod $api -Authentication Bearer -Token $Token -AllowUnencryptedAuthentication -NoProxy `
            -SkipHttpErrorCheck -StatusCodeVariable status
        $status
    }
}

AfterAll { Exit-SpecSession }

Describe 'Get-PrxAuthToken' {
    BeforeAll {
        Connect-SpecProfile corp work
        Connect-SpecProfile corp personal bob
    }

    It 'gives a SecureString that Invoke-RestMethod takes' {
        $token = Get-PrxAuthToken corp work
        $token | Should -BeOfType securestring
        $answer = Invoke-RestMethod $api -Authentication Bearer -Token $token -AllowUnencryptedAuthentication -NoProxy
        "$($answer | ConvertTo-Json)" | Should -Match 'alice'
    }

    It 'gives the same token as text when asked to' {
        $text = Get-PrxAuthToken corp work -AsPlainText
        $text | Should -BeOfType string
        ConvertFrom-SecureString (Get-PrxAuthToken corp work) -AsPlainText | Should -BeExactly $text
    }

    It 'takes profiles from the pipeline' {
        $tokens = Get-PrxAuthProfile corp | Get-PrxAuthToken -AsPlainText
        $tokens | Should -HaveCount 2
        $tokens[0] | Should -Not -Be $tokens[1]
    }

    It 'asks nobody for a token that is still valid' {
        Invoke-SpecControl 'reset?what=counts'
        $null = Get-PrxAuthToken corp work
        (Get-SpecCount).all_token_requests | Should -Be 0
    }

    It 'renews a token that is not valid for as long as -MinimumValidity <_> asks' -ForEach '30m', '00:30:00', 1800 {
        Invoke-SpecControl 'lifetime?seconds=600'
        $null = Update-PrxAuthToken corp work
        Invoke-SpecControl 'lifetime?seconds=3600'
        $before = Get-PrxAuthToken corp work -MinimumValidity 5m -AsPlainText
        $after = Get-PrxAuthToken corp work -MinimumValidity $_ -AsPlainText
        $after | Should -Not -Be $before
        Get-PrxAuthToken corp work -MinimumValidity $_ -AsPlainText | Should -BeExactly $after
    }

    It 'takes 2d for two days, though PowerShell reads it as the number 2' {
        (Get-SpecFailure { Get-PrxAuthToken corp work -MinimumValidity 2d }).FullyQualifiedErrorId | Should -BeLike 'ValidityUnavailable,*'
    }

    It 'renews an expired token by itself' {
        Invoke-SpecControl 'lifetime?seconds=1'
        try {
            $null = Update-PrxAuthToken corp work
        }
        finally {
            Invoke-SpecControl 'lifetime?seconds=3600'
        }

        Invoke-Api (Get-PrxAuthToken corp work) | Should -Be 200
    }
}

Describe 'Get-PrxAuthToken -AsHandle' {
    BeforeAll {
        New-SpecHome
        Connect-SpecProfile corp work
        $handle = Get-PrxAuthProfile corp work | Get-PrxAuthToken -AsHandle -MinimumValidity 1s
    }

    It 'names its profile and prints as [redacted]' {
        $handle.PSTypeNames | Should -Contain 'PrxAuth.PrxAuthTokenHandle'
        "$handle" | Should -BeExactly '[redacted]'
        'Bearer {0}' -f $handle | Should -BeExactly 'Bearer [redacted]'
        $handle.Provider, $handle.Profile | Should -Be 'corp', 'work'
        $handle.MinimumValidity | Should -Be ([timespan]::FromSeconds(1))
    }

    It 'can be given wherever a SecureString is taken' {
        Invoke-Api $handle | Should -Be 200
        [securestring] $bound = $handle
        $bound | Should -BeOfType securestring
    }

    It 'outlives its token' {
        Invoke-SpecControl 'lifetime?seconds=3'
        try {
            $null = Update-PrxAuthToken corp work
            $first = Get-PrxAuthToken corp work -MinimumValidity 0
            $deadline = (Get-Date).AddSeconds(15)
            do {
                Invoke-Api $handle | Should -Be 200
                Start-Sleep -Milliseconds 100
            } until ((Invoke-Api $first) -eq 401 -or (Get-Date) -gt $deadline)

            Invoke-Api $first | Should -Be 401
            Invoke-Api $handle | Should -Be 200
            (Get-SpecCount).refreshes | Should -BeGreaterThan 1
        }
        finally {
            Invoke-SpecControl 'lifetime?seconds=3600'
            $null = Update-PrxAuthToken corp work
        }
    }

    It 'serves parallel runspaces, with one refresh for all' {
        $shared = Get-PrxAuthToken corp work -AsHandle -MinimumValidity 30m
        Invoke-SpecControl 'lifetime?seconds=600'
        $null = Update-PrxAuthToken corp work
        Invoke-SpecControl 'lifetime?seconds=3600'
        Invoke-SpecControl 'reset?what=counts'
        $status = 1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
            $null = Invoke-RestMethod $using:api -Authentication Bearer -Token $using:shared -AllowUnencryptedAuthentication -NoProxy `
                -SkipHttpErrorCheck -StatusCodeVariable status
            $status
        }
        $status | Should -Be (, 200 * 8)
        (Get-SpecCount).refreshes | Should -Be 1
    }

    It 'says why when no token can be had' {
        $orphan = Get-PrxAuthToken corp work -AsHandle
        Disconnect-PrxAuth corp work
        $failure = Get-SpecFailure { Invoke-Api $orphan }
        "$failure" | Should -Match "no profile 'corp/work'"
    }
}
