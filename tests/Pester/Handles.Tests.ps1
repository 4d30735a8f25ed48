BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
    $api = "$(Get-SpecAddress)/api/me"
    Connect-SpecProfile corp work
}

AfterAll { Exit-SpecSession }

Describe 'A handle' {
    It 'carries ForEach-Object -Parallel over more than three lifetimes of its tokens' {
        Invoke-SpecControl 'lifetime?seconds=6'
        try {
            $null = Update-PrxAuthToken corp work
            Invoke-SpecControl 'reset?what=counts'
            $handle = Get-PrxAuthToken corp work -AsHandle -MinimumValidity 4s
            $end = [datetime]::UtcNow.AddSeconds(20)
            $status = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
                while ([datetime]::UtcNow -lt $using:end) {
                    $null = Invoke-RestMethod $using:api -Authentication Bearer -Token $using:handle -AllowUnencryptedAuthentication -NoProxy `
                        -SkipHttpErrorCheck -StatusCodeVariable status
                    $status
                    Start-Sleep -Milliseconds 100
                }
            }
        }
        finally {
            Invoke-SpecControl 'lifetime?seconds=3600'
            $null = Update-PrxAuthToken corp work
        }

        $status.Count | Should -BeGreaterThan 40
        $status | Sort-Object -Unique | Should -Be 200
        (Get-SpecCount).refreshes | Should -BeGreaterThan 3
    }

    It 'serves Invoke-WebRequest and every other SecureString parameter' {
        $handle = Get-PrxAuthToken corp work -AsHandle
        $answer = Invoke-WebRequest $api -Authentication OAuth -Token $handle -AllowUnencryptedAuthentication -NoProxy
        $answer.StatusCode | Should -Be 200
        ConvertFrom-SecureString $handle -AsPlainText | Should -BeExactly (Get-PrxAuthToken corp work -AsPlainText)
        [pscredential]::new('token', $handle).GetNetworkCredential().Password | Should -BeExactly (Get-PrxAuthToken corp work -AsPlainText)
    }

    It 'goes into a thread job as it is' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $handle = Get-PrxAuthToken corp work -AsHandle
        $job = Start-ThreadJob { ConvertFrom-SecureString $using:handle -AsPlainText }
        Receive-Job $job -Wait -AutoRemoveJob | Should -BeExactly (Get-PrxAuthToken corp work -AsPlainText)
    }

    It 'goes into a job of another process as the name of its profile, and is a handle again there' {
        $handle = Get-PrxAuthToken corp work -AsHandle -MinimumValidity 5m
        $module = Get-SpecModulePath
        $answer = Start-Job {
            Import-Module $using:module
            $there = $using:handle
            $there | ConvertTo-Json -Compress
            $again = $there | Get-PrxAuthToken -AsHandle
            $again.GetType().Name
            $again.MinimumValidity.TotalMinutes
            $null = Invoke-RestMethod $using:api -Authentication Bearer -Token $again -AllowUnencryptedAuthentication -NoProxy -StatusCodeVariable status
            $status
        } | Receive-Job -Wait -AutoRemoveJob
        foreach ($secret in Get-SpecSecret) { $answer[0] | Should -Not -Match ([regex]::Escape($secret)) }
        $answer[0] | Should -Match '"Profile":"work"'
        $answer[1..3] | Should -Be 'PrxAuthTokenHandle', 5, 200
    }
}

Describe 'Headers' {
    It 'are ready for -Headers' {
        $answer = Invoke-RestMethod $api -Headers (Get-PrxAuthToken corp work -AsHeader) -NoProxy
        "$($answer | ConvertTo-Json)" | Should -Match 'alice'
    }
}
