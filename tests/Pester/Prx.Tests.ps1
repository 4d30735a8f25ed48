BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive

    # A real prx: it tells what it was called with and ends with 7.
    function New-RealPrx {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive "bin$([guid]::NewGuid())")
        if ($IsWindows) {
            Set-Content "$folder/prx.cmd" "@echo real prx: %*`n@exit /b 7"
        }
        else {
            Set-Content "$folder/prx" "#!/bin/sh`necho `"real prx: `$*`"`nexit 7"
            chmod +x "$folder/prx"
        }

        $folder.FullName
    }

    function Get-LineMatch {
        param([string] $Line)
        (TabExpansion2 $Line $Line.Length).CompletionMatches
    }

    function Complete-Line {
        param([string] $Line)
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
    }
}

AfterAll { Exit-SpecSession }

Describe 'prx auth, the lines that PRX documents' {
    BeforeAll { New-SpecHome }
    BeforeEach { $global:LASTEXITCODE = -1 }

    It 'prx auth login --provider github-copilot' {
        $profile = prx auth login --provider github-copilot 3>$null 6>$null
        $LASTEXITCODE | Should -Be 0
        $profile.PSTypeNames | Should -Contain 'PrxAuth.PrxAuthProfile'
        $profile.ToString() | Should -Be 'github-copilot/default'
        $profile.Flow | Should -Be 'DeviceCode'
    }

    It 'prx auth login --provider github-copilot --device-code' {
        (prx auth login --provider github-copilot --device-code 3>$null 6>$null).ToString() | Should -Be 'github-copilot/default'
        $LASTEXITCODE | Should -Be 0
    }

    It 'prx auth login --provider google-gemini --profile work' {
        $profile = prx auth login --provider google-gemini --profile work 3>$null 6>$null
        $LASTEXITCODE | Should -Be 0
        $profile.ToString() | Should -Be 'google-gemini/work'
        $profile.Flow | Should -Be 'Browser'
    }

    It 'prx auth login --provider google-gemini --profile personal' {
        Invoke-SpecControl 'user?name=bob'
        (prx auth login --provider google-gemini --profile personal 3>$null 6>$null).Account | Should -Be 'bob@example.test'
        $LASTEXITCODE | Should -Be 0
    }

    It 'auth_profile = "work" under [providers.google-gemini] decides which profile is meant' {
        $config = [System.IO.File]::ReadAllText($env:PRX_CONFIG).Replace("[providers.google-gemini]", "[providers.google-gemini]`nauth_profile = `"work`"")
        [System.IO.File]::WriteAllText($env:PRX_CONFIG, $config)
        (prx auth refresh --provider google-gemini 3>$null 6>$null).ToString() | Should -Be 'google-gemini/work'
        Get-PrxAuthProfile google-gemini -Active | ForEach-Object Account | Should -Be 'alice@example.test'
    }

    It 'prx auth refresh' {
        prx auth refresh 6>$null | ForEach-Object ToString |
            Should -Be 'github-copilot/default', 'google-gemini/personal', 'google-gemini/work'
        $LASTEXITCODE | Should -Be 0
    }

    It 'prx auth refresh --provider github-copilot' {
        (prx auth refresh --provider github-copilot 3>$null 6>$null).ToString() | Should -Be 'github-copilot/default'
        $LASTEXITCODE | Should -Be 0
    }

    It 'prx auth logout --provider github-copilot' {
        (prx auth logout --provider github-copilot 3>$null 6>$null).ToString() | Should -Be 'github-copilot/default'
        $LASTEXITCODE | Should -Be 0
        Get-PrxAuthProfile github-copilot | Should -BeNullOrEmpty
    }

    It 'prx auth logout --all' {
        prx auth logout --all 6>$null | Should -HaveCount 2
        $LASTEXITCODE | Should -Be 0
        Get-PrxAuthProfile | Should -BeNullOrEmpty
    }

    It 'prx auth login -P google-gemini --browser false' {
        # A person at another machine: reads the address, signs in there and pastes where the browser ended. That needs a prompt, so a
        # pwsh of its own.
        $script = Join-Path $TestDrive 'paste.ps1'
        Set-Content $script @'
param($module)
Import-Module $module
prx auth login -P google-gemini --browser false | ForEach-Object { "signed in: $_" }
"status: $LASTEXITCODE"
'@
        $start = [System.Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        foreach ($word in '-NoProfile', '-InputFormat', 'None', '-File', $script, (Get-SpecModulePath)) { $start.ArgumentList.Add($word) }
        $pwsh = [System.Diagnostics.Process]::Start($start)
        try {
            $seen = ''
            do {
                $reading = $pwsh.StandardOutput.ReadLineAsync()
                $reading.Wait(30000) | Should -BeTrue -Because "pwsh must show an address; it showed: $seen"
                $seen += "$($reading.Result)`n"
            } until ($reading.Result -match '^\s*(http://\S+/o/oauth2/\S+)' -or $null -eq $reading.Result)
            $address = $Matches[1]
            $answer = Invoke-WebRequest $address -MaximumRedirection 0 -SkipHttpErrorCheck -NoProxy -ErrorAction Ignore
            $pwsh.StandardInput.WriteLine("$($answer.Headers.Location)")
            $pwsh.StandardInput.Flush()
            $rest = $pwsh.StandardOutput.ReadToEndAsync()
            $rest.Wait(30000) | Should -BeTrue -Because 'pwsh must end when the address was pasted'
            $rest.Result | Should -Match 'signed in: google-gemini/work'
            $rest.Result | Should -Match 'status: 0'
        }
        finally {
            if (-not $pwsh.HasExited) { $pwsh.Kill() }
            $pwsh.Dispose()
        }

        (Get-PrxAuthProfile google-gemini work).Flow | Should -Be 'Paste'
    }
}

Describe 'prx in PowerShell' {
    BeforeAll {
        New-SpecHome
        Connect-SpecProfile corp work
        Connect-SpecProfile corp personal bob
    }

    BeforeEach { $global:LASTEXITCODE = -1 }

    It 'is a function of the module, and a simple one' {
        $command = Get-Command prx -CommandType Function
        $command.Source | Should -Be 'PrxAuth'
        $command.CmdletBinding | Should -BeFalse
    }

    It 'takes the provider as <Line>' -ForEach @(
        @{ Line = '-P corp'; Command = { prx auth list -P corp } }
        @{ Line = '-P:corp'; Command = { prx auth list -P:corp } }
        @{ Line = '--provider corp'; Command = { prx auth list --provider corp } }
        @{ Line = '--provider=corp'; Command = { prx auth list --provider=corp } }
        @{ Line = 'a bare word'; Command = { prx auth list corp } }
        @{ Line = 'a variable'; Command = { $name = 'corp'; prx auth list --provider $name } }
    ) {
        & $Command | ForEach-Object ToString | Should -Be 'corp/personal', 'corp/work'
        $LASTEXITCODE | Should -Be 0
    }

    It 'emits the objects that the cmdlets emit' {
        prx auth list | Where-Object Profile -EQ work | Get-PrxAuthToken -AsPlainText |
            Should -BeExactly (Get-PrxAuthToken corp work -AsPlainText)
        prx auth providers | ForEach-Object Provider | Should -Contain 'corp'
    }

    It 'prints the token as text' {
        prx auth token corp --profile work | Should -BeExactly (Get-PrxAuthToken corp work -AsPlainText)
        $LASTEXITCODE | Should -Be 0
    }

    It 'prints JSON with --json' {
        $json = prx auth list --json | Out-String | ConvertFrom-Json
        $json | Should -Not -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
    }

    It 'chooses the active profile' {
        (prx auth use -P corp --profile personal 6>$null).IsActive | Should -BeTrue
        (Get-PrxAuthProfile corp -Active).Profile | Should -Be 'personal'
    }

    It 'ends with <Status> for <Name>' -ForEach @(
        @{ Name = 'a command that is not there'; Status = 2; Id = 'WrongUsage*'; Command = { prx auth lgoin corp } }
        @{ Name = 'an option that is not there'; Status = 2; Id = 'WrongUsage*'; Command = { prx auth list --nope } }
        @{ Name = 'a logout of nothing in particular'; Status = 2; Id = 'WrongUsage*'; Command = { prx auth logout } }
        @{ Name = 'a provider that nobody knows'; Status = 1; Id = 'ProviderUnknown*'; Command = { prx auth login nope } }
        @{ Name = 'a token that needs a sign-in first'; Status = 3; Id = 'ProfileNotFound*'; Command = { prx auth token corp --profile home } }
    ) {
        $failure = Get-SpecFailure $Command
        $failure.FullyQualifiedErrorId | Should -BeLike $Id
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $LASTEXITCODE | Should -Be $Status
    }

    It 'sets the exit status also where errors stop the script' {
        $global:ErrorActionPreference = 'Stop'
        try {
            { prx auth token corp --profile home } | Should -Throw -ErrorId 'ProfileNotFound,*'
            $LASTEXITCODE | Should -Be 3
            { prx auth lgoin corp } | Should -Throw -ErrorId 'WrongUsage,*'
            $LASTEXITCODE | Should -Be 2
        }
        finally {
            $global:ErrorActionPreference = 'Continue'
        }
    }

    It 'shows help as text' {
        prx auth --help | Out-String | Should -Match 'prx auth'
        $LASTEXITCODE | Should -Be 0
    }

    It 'hands other commands to the real prx on PATH, and auth not' {
        $path = $env:PATH
        try {
            $env:PATH = (New-RealPrx) + [System.IO.Path]::PathSeparator + $path
            prx run --fast 'two words' | Should -Be 'real prx: run --fast two words'
            $LASTEXITCODE | Should -Be 7
            prx auth list | Should -HaveCount 2
            $LASTEXITCODE | Should -Be 0
        }
        finally {
            $env:PATH = $path
        }
    }

    It 'says so when there is no real prx' {
        $path = $env:PATH
        try {
            $env:PATH = $TestDrive
            (Get-SpecFailure { prx run }).FullyQualifiedErrorId | Should -BeLike 'WrongUsage*'
            $LASTEXITCODE | Should -Be 2
        }
        finally {
            $env:PATH = $path
        }
    }
}

Describe 'Tab completion' {
    BeforeAll {
        New-SpecHome
        Connect-SpecProfile corp work
        Connect-SpecProfile corp personal bob
    }

    It 'tells of a profile its account, status and expiry, in <Line>' -ForEach @(
        @{ Line = 'Get-PrxAuthToken corp w' }
        @{ Line = 'prx auth use -P corp --profile w' }
    ) {
        (Get-LineMatch $Line).ToolTip | Should -Match '^corp/work: alice@example\.test, valid, runs out in \d+ min'
    }

    It 'tells of a provider its name and flows, in <Line>' -ForEach @(
        @{ Line = 'Connect-PrxAuth github-c' }
        @{ Line = 'prx auth login -P github-c' }
    ) {
        (Get-LineMatch $Line).ToolTip | Should -Be 'GitHub Copilot (device-code, token)'
    }

    It 'quotes what PowerShell would read otherwise' {
        $null = Connect-PrxAuth anthropic ann@example.com -Token (ConvertTo-SecureString 'sk-1' -AsPlainText)
        Complete-Line 'Get-PrxAuthToken anthropic a' | Should -BeExactly "'ann@example.com'"
        Complete-Line "Get-PrxAuthToken anthropic 'a" | Should -BeExactly "'ann@example.com'"
        Complete-Line 'prx auth use -P anthropic --profile a' | Should -BeExactly "'ann@example.com'"
    }

    It 'makes no request' {
        $before = (Get-SpecCount | ConvertTo-Json)
        Get-LineMatch 'Get-PrxAuthToken corp '
        Get-LineMatch 'prx auth login '
        Get-SpecCount | ConvertTo-Json | Should -Be $before
    }

    It 'prints the script for <_>' -ForEach bash, zsh, fish, pwsh {
        prx completions $_ | Should -Match 'auth complete'
        $LASTEXITCODE | Should -Be 0
    }

    It 'completes <Line>' -ForEach @(
        @{ Line = 'prx completions '; Expected = '--help', 'bash', 'fish', 'pwsh', 'zsh' }
        @{ Line = 'prx auth import --from g'; Expected = 'gemini-cli', 'gh' }
        @{ Line = 'prx auth doctor --o'; Expected = @('--offline') }
        @{ Line = 'Import-PrxAuthProfile -From g'; Expected = 'gemini-cli', 'gh' }
        @{ Line = 'Get-PrxAuthToken corp -MinimumValidity 1'; Expected = '1d', '1h', '1h30m' }
        @{ Line = 'Get-PrxAuthToken corp -AsHeader -Method PO'; Expected = @('POST') }
        @{ Line = 'Connect-PrxAuth corp -Scope off'; Expected = @('offline_access') }
        @{ Line = 'Protect-PrxAuthStore -KeySource M'; Expected = 'Machine', 'MasterKey' }
        @{ Line = 'prx au'; Expected = @('auth') }
        @{ Line = 'prx auth lo'; Expected = 'login', 'logout' }
        @{ Line = 'prx auth login --prov'; Expected = @('--provider') }
        @{ Line = 'prx auth login --provider goo'; Expected = 'google', 'google-gemini' }
        @{ Line = 'prx auth login -P cor'; Expected = @('corp') }
        @{ Line = 'prx auth refresh -P corp --profile '; Expected = 'personal', 'work' }
        @{ Line = 'Connect-PrxAuth goo'; Expected = @('google-gemini') }
        @{ Line = 'Connect-PrxAuth -Provider c'; Expected = @('corp') }
        @{ Line = 'Get-PrxAuthToken corp w'; Expected = @('work') }
        @{ Line = 'Get-PrxAuthToken -Provider corp -Profile '; Expected = 'personal', 'work' }
    ) {
        Complete-Line $Line | Should -Be $Expected
    }

    It 'stays silent over a broken config file' {
        New-SpecHome -Config '[broken'
        Complete-Line 'Connect-PrxAuth goo' | Should -Not -Contain 'google-gemini'
    }
}
