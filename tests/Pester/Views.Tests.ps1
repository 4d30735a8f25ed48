BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
    Connect-SpecProfile corp work
    $longName = 'production-operations-of-the-subsidiary@example.com'
    $null = Connect-PrxAuth anthropic $longName -Token (ConvertTo-SecureString 'sk-planted-3' -AsPlainText)

    # As at a prompt with colours, or without.
    function Get-Shown {
        param([scriptblock] $Command, [string] $Rendering = 'Ansi', [int] $Width = 80)
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = $Rendering
            & $Command | Out-String -Width $Width
        }
        finally {
            $PSStyle.OutputRendering = $before
        }
    }

    # A profile as a job or a file gives it back, in whatever state.
    function New-SpecStatus {
        param([string] $Status)
        $profile = Get-PrxAuthProfile corp work | Select-Object *
        $profile.Status = $Status
        $profile.PSTypeNames.Insert(0, 'Deserialized.PrxAuth.PrxAuthProfile')
        $profile
    }
}

AfterAll { Exit-SpecSession }

Describe 'The views of a profile' {
    It 'paint <Status> in <Colour>' -ForEach @(
        @{ Status = 'Valid'; Colour = 'Green' }
        @{ Status = 'ExpiresSoon'; Colour = 'Yellow' }
        @{ Status = 'Expired'; Colour = 'Red' }
        @{ Status = 'NeedsLogin'; Colour = 'Red' }
        @{ Status = 'InDoubt'; Colour = 'Red' }
    ) {
        $painted = [regex]::Escape("$($PSStyle.Foreground.$Colour)$Status")
        Get-Shown { New-SpecStatus $Status | Format-Table } | Should -Match $painted
        Get-Shown { New-SpecStatus $Status | Format-List } | Should -Match $painted
        Get-Shown { New-SpecStatus $Status | Format-Wide } | Should -Match ([regex]::Escape("$($PSStyle.Foreground.$Colour)corp/work"))
    }

    It 'are plain where the output is' {
        foreach ($rendering in 'PlainText', 'Host') {
            Get-Shown { Get-PrxAuthProfile; Get-PrxAuthProfile | Format-List; Get-PrxAuthProvider } -Rendering $rendering | Should -Not -Match "`e"
        }

        $env:NO_COLOR = '1'
        try { Invoke-SpecShell { param($module) Import-Module $module; Get-PrxAuthProfile | Out-String } (Get-SpecModulePath) | Should -Not -Match "`e" }
        finally { $env:NO_COLOR = $null }
    }

    It 'keep status and expiry in sight however long the names are' {
        $width = $Host.UI.RawUI.WindowSize.Width
        $lines = (Get-Shown { Get-PrxAuthProfile } -Rendering PlainText -Width ([Math]::Max($width, 80))).TrimEnd() -split '\r?\n'
        $lines | Where-Object { $_ -match '^Provider' } | Should -Match 'Status\s+Expires'
        $lines | Where-Object { $_ -match '^corp' } | Should -Match 'Valid\s+in \d+ min'
        if ($width -in 1..120) { $lines | Where-Object { $_ -match '^anthropic' } | Should -Match 'production\S*… .*Valid' }
        $lines | ForEach-Object Length | Should -BeLessOrEqual ([Math]::Max($width, 80))
    }

    It 'tell times as people say them' {
        $list = Get-Shown { Get-PrxAuthProfile corp work | Format-List } -Rendering PlainText
        $list | Should -Match 'ExpiresAt\s+: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(in \d+ min\)'
        $list | Should -Match 'CreatedAt\s+: .* ago\)'
        $list | Should -Not -Match 'StatusReason'
    }

    It 'leave every property to Format-List *' {
        Get-Shown { Get-PrxAuthProfile corp work | Format-List * } -Rendering PlainText | Should -Match 'ExpiresIn'
    }
}

Describe 'The views of everything else' {
    It 'show providers as table, list and wide' {
        Get-Shown { Get-PrxAuthProvider } -Rendering PlainText | Should -Match 'Provider\s+Name\s+Ready\s+Profile\s+Flows'
        Get-Shown { Get-PrxAuthProvider corp | Format-List } -Rendering PlainText | Should -Match 'Scopes\s+: \w+'
        Get-Shown { Get-PrxAuthProvider | Format-Wide } -Rendering PlainText | Should -Match 'github-copilot'
    }

    It 'show a handle without a token' {
        $shown = Get-Shown { Get-PrxAuthToken anthropic $longName -AsHandle } -Rendering PlainText -Width 200
        $shown | Should -Match 'Provider\s+Profile\s+MinimumValidity'
        $shown | Should -Not -Match 'sk-planted'
    }

    It 'show a store and a disconnection as a list' {
        Get-Shown { Protect-PrxAuthStore } -Rendering PlainText | Should -Match 'KeySource\s+:'
        Get-Shown { Disconnect-PrxAuth corp work -LocalOnly -PassThru -Confirm:$false | Format-List } -Rendering PlainText | Should -Match 'Revocation\s+: Skipped'
    }
}
