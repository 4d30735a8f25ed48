BeforeDiscovery {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Import-Module (Get-SpecModulePath)
    $cmdlets = Get-Command -Module PrxAuth -CommandType Cmdlet | ForEach-Object Name
    $examples = foreach ($name in $cmdlets) {
        foreach ($example in (Get-Help $name).examples.example) {
            @{ Name = $name; Title = $example.title; Code = @($example.code) -join "`n" }
        }
    }

    $topics = Get-ChildItem "$PSScriptRoot/../../docs/en-US/about_*.md" | ForEach-Object BaseName
}

BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Enter-SpecSession $TestDrive
    # What other tools keep, for the examples that bring it in.
    $env:GH_CONFIG_DIR = $env:CODEX_HOME = (New-Item -ItemType Directory (Join-Path $TestDrive 'tools')).FullName
    Set-Content (Join-Path $env:GH_CONFIG_DIR 'hosts.yml') "github.com:`n    user: octocat`n    oauth_token: gho_example"
    Set-Content (Join-Path $env:CODEX_HOME 'auth.json') '{ "OPENAI_API_KEY": "sk-example" }'
    # A job of an example finds the module where people have it.
    $env:PSModulePath = (Split-Path (Split-Path (Get-SpecModulePath))) + [System.IO.Path]::PathSeparator + $env:PSModulePath
    # Examples name what every reader has; here it is the simulator's.
    function global:Read-Host {
        param($Prompt)
        if ("$Prompt" -like 'http*') { Get-SpecRedirect $Prompt } else { ConvertTo-SecureString 'what a person would type, long enough' -AsPlainText -Force }
    }
}

AfterAll {
    Remove-Item function:global:Read-Host
    Exit-SpecSession
}

Describe 'The help of <_>' -ForEach $cmdlets {
    BeforeAll { $help = Get-Help $_ -Full }

    It 'has a synopsis, a description, inputs, outputs and examples' {
        $help.Synopsis | Should -Match '\.$'
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.inputTypes.inputType.type.name | Should -Not -BeNullOrEmpty
        $help.returnValues.returnValue.type.name | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterThan 1
    }

    It 'has a text for each of its parameters' {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        foreach ($name in (Get-Command $_).Parameters.Keys | Where-Object { $_ -notin $common }) {
            (Get-Help $_ -Parameter $name).description.Text | Should -Not -BeNullOrEmpty -Because "-$name needs a text"
        }
    }

    It 'shows the same syntax as the cmdlet' {
        $command = Get-Command $_
        @($help.syntax.syntaxItem).Count | Should -Be $command.ParameterSets.Count
        foreach ($set in $command.ParameterSets) {
            $own = $set.Parameters | Where-Object Name -NotIn ([System.Management.Automation.PSCmdlet]::CommonParameters) | ForEach-Object Name | Sort-Object
            $shown = $help.syntax.syntaxItem | Where-Object { -not (Compare-Object $own @($_.parameter.name | Sort-Object)) }
            $shown | Should -Not -BeNullOrEmpty -Because "the set $($set.Name) has $own"
        }
    }
}

Describe 'The example <Title> of <Name>' -ForEach $examples {
    It 'runs' {
        New-SpecHome
        foreach ($profile in 'default', 'work') { $null = Connect-SpecProfile corp $profile }
        $null = Connect-SpecProfile google-gemini work
        Invoke-SpecControl 'device/auto-approve?after=0'
        $code = $Code -replace 'https://api\.example\.com/me', "$(Get-SpecAddress)/api/me"
        $code = $code -replace '-Authentication Bearer', '-AllowUnencryptedAuthentication -NoProxy $0'
        $failures = $null
        $ErrorActionPreference = 'Stop'
        $items = 1, 2
        { . ([scriptblock]::Create($code)) 3>$null 6>$null } | Should -Not -Throw
    }
}

Describe '<_>' -ForEach $topics {
    It 'can be read' {
        $text = Get-Help $_ | Out-String
        $text | Should -Match 'SHORT DESCRIPTION\s+\S'
        $text -split '\r?\n' | Where-Object { $_.Length -gt 120 } | Should -BeNullOrEmpty
    }

    It 'holds code that PowerShell can read' {
        $page = Get-Content "$PSScriptRoot/../../docs/en-US/$_.md" -Raw
        foreach ($block in [regex]::Matches($page, '(?s)```powershell\r?\n(.*?)```')) {
            $errors = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($block.Groups[1].Value, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
        }
    }
}
