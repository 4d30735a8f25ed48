# docs/automation.md held to its word: every example of the page is run here, with its platform played.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/Pages.psm1"
    $names = Get-PageExample "$PSScriptRoot/../../docs/automation.md" | ForEach-Object { @{ Name = $_.Name; Text = $_.Text } }
    $hasBash = [bool](Get-Command bash -CommandType Application -ErrorAction Ignore) -and -not $IsWindows
    $hasSystemd = [bool](Get-Command systemd-analyze -CommandType Application -ErrorAction Ignore)
    $hasYaml = $hasBash -and (Test-PageYaml)
    $hasContainers = Test-PageContainer
    $hasStrace = [bool](Get-Command strace -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Specs.psm1"
    Import-Module "$PSScriptRoot/Pages.psm1"
    Enter-SpecSession $TestDrive
    $repository = (Get-Item "$PSScriptRoot/../..").FullName
    $spec = Get-Content $PSCommandPath -Raw
    $page = Get-PageExample "$repository/docs/automation.md"
    $site = (New-Item -ItemType Directory (Join-Path $TestDrive 'site')).FullName
    $runbookSecret = 'runbook-secret'
    $jobToken = 'job-request-token-0123456789'
    $key = "hex:$('0123456789abcdef' * 4)"
    $pwsh = [Environment]::ProcessPath

    # An example with the simulator in the place of the providers and a directory in the place of the root.
    function Get-Example {
        param([string] $Name, [switch] $InPlace)
        $found = @($page | Where-Object Name -EQ $Name)
        if ($found.Count -ne 1) { throw "The page has $($found.Count) examples named $Name." }
        $address = Get-SpecAddress
        $text = $found[0].Text -replace 'https://sts\.example\.com/token', "$address/sts/token" -replace 'https://sts\.example\.com', 'api://prx-sts'
        $text = $text -replace 'https://cloud\.example\.com', "$address/sts" -replace 'https://api\.contoso\.example', "$address/api"
        $text = $text -replace 'https://login\.contoso\.example', "$address/" -replace '-Authentication Bearer', '-AllowUnencryptedAuthentication $0'
        $InPlace ? $text : ($text -creplace '(?<![\w$"}])/(?=(opt|etc|var)/)', "$site/")
    }

    # Writes an example to where its name says, and gives the path.
    function Save-Example {
        param([string] $Name, [string] $As = $Name)
        $file = Join-Path $site ($As -replace '^~/')
        $null = New-Item -ItemType Directory (Split-Path $file) -Force
        [System.IO.File]::WriteAllText($file, (Get-Example $Name))
        if ($file -like '*.sh') { chmod 700 $file }
        $file
    }

    # What every process gets: a home, the programs, the module. Nothing of the environment that the specs run in.
    function New-Environment {
        param([hashtable] $More = @{})
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive "run$([guid]::NewGuid())")).FullName
        $environment = @{
            HOME           = $folder
            PATH           = "$repository/out/prx:$(Split-Path $pwsh):/usr/local/bin:/usr/bin:/bin"
            PSModulePath   = "$repository/out"
            PRX_CONFIG     = Join-Path $site 'config.toml'
            PRX_DATA_HOME  = Join-Path $folder 'data'
            PRX_MASTER_KEY = $key
        }
        if ($env:DOTNET_ROOT) { $environment.DOTNET_ROOT = $env:DOTNET_ROOT }
        foreach ($name in $More.Keys) { $environment[$name] = $More[$name] }
        $environment
    }

    function Invoke-Script {
        param([string] $File, [hashtable] $Environment, [string[]] $Arguments = @())
        if ($File -like '*.ps1') {
            Invoke-PageProgram $pwsh (@('-NoProfile', '-NonInteractive', '-File', $File) + $Arguments) $Environment $Environment.HOME
        }
        else {
            Invoke-PageProgram (Get-Command bash).Source (@($File) + $Arguments) $Environment $Environment.HOME
        }
    }

    function Assert-Done {
        param($Result, [string] $Pattern)
        "$($Result.Status) $($Result.Errors)" | Should -Match '^0 ' -Because $Result.Output
        if ($Pattern) { $Result.Output | Should -Match $Pattern }
    }

    function Invoke-Prx {
        param([hashtable] $Environment, [string[]] $Words)
        Invoke-PageProgram "$repository/out/prx/prx" $Words $Environment $Environment.HOME
    }

    $null = Save-Example 'config.toml'
    $null = Save-Example 'config.toml' 'etc/runbooks/config.toml'
}

AfterAll { Exit-SpecSession }

Describe 'The example <Name> of docs/automation.md' -ForEach $names {
    It 'has a name and is run here' {
        $Name | Should -Not -BeNullOrEmpty -Because "every example begins with a comment that names it: $($Text.Substring(0, [Math]::Min(60, $Text.Length)))"
        $spec | Should -Match "'$([regex]::Escape($Name))'"
    }
}

Describe 'The key of a store' {
    It 'is made by make-key.sh' -Skip:(-not $hasBash) {
        $made = Invoke-Script (Save-Example 'make-key.sh') (New-Environment)
        $made.Output.Trim() | Should -MatchExactly '^hex:[0-9a-f]{64}$'
    }

    It 'is made by make-key.ps1, and opens a store' {
        $made = Invoke-Script (Save-Example 'make-key.ps1') (New-Environment)
        $made.Output.Trim() | Should -MatchExactly '^hex:[0-9A-F]{64}$'
        $environment = New-Environment @{ PRX_MASTER_KEY = $made.Output; CONTOSO_CLIENT_SECRET = $runbookSecret }
        Assert-Done (Invoke-Prx $environment 'auth', 'login', 'contoso', '--client-credential')
        $header = Get-Content "$($environment.PRX_DATA_HOME)/secrets/store.json" | ConvertFrom-Json
        $header.key_source | Should -Be 'raw-key'
    }

    It 'is followed by another with <_>' -ForEach 'rotate-key.sh', 'rotate-key.ps1' -Skip:(-not $hasBash) {
        $next = "hex:$('fedcba9876543210' * 4)"
        $environment = New-Environment @{ CONTOSO_CLIENT_SECRET = $runbookSecret }
        Assert-Done (Invoke-Prx $environment 'auth', 'login', 'contoso', '--client-credential')
        $environment.PRX_NEW_MASTER_KEY = $next
        # A host that has both keys reads on before and after.
        Assert-Done (Invoke-Prx $environment 'auth', 'token', 'contoso')
        $rotated = Invoke-Script (Save-Example $_) $environment
        Assert-Done $rotated
        "$($rotated.Output)$($rotated.Errors)" | Should -Not -Match 'fedcba98|01234567'
        Assert-Done (Invoke-Prx $environment 'auth', 'token', 'contoso')
        # A host with the former key alone does not, one with the new key does.
        $environment.Remove('PRX_NEW_MASTER_KEY')
        (Invoke-Prx $environment 'auth', 'token', 'contoso').Errors | Should -Match '\[MasterKeyWrong\]'
        $environment.PRX_MASTER_KEY = $next
        Assert-Done (Invoke-Prx $environment 'auth', 'token', 'contoso')
    }
}

Describe 'A runbook' {
    BeforeAll {
        $environment = New-Environment @{ CONTOSO_CLIENT_SECRET = $runbookSecret }
        # A provider that wants a person, whose tokens cannot be renewed.
        Set-Content (Join-Path $site 'person.toml') "[providers.corp]`nissuer = '$(Get-SpecAddress)/'`nclient_id = 'prx-cli'`nscopes = ['openid']"
    }

    It '/opt/runbooks/nightly.ps1 signs in and works' {
        $run = Invoke-Script (Save-Example '/opt/runbooks/nightly.ps1') $environment
        Assert-Done $run
        @($run.Output -split '\r?\n' -match '^prx-runbook ').Count | Should -Be 3
    }

    It '/opt/runbooks/careful.ps1 ends with 3 where a person is needed' {
        $run = Invoke-Script (Save-Example '/opt/runbooks/careful.ps1') (New-Environment @{ PRX_CONFIG = Join-Path $site 'person.toml' })
        $run.Status | Should -Be 3
        $run.Errors | Should -Match '^InteractionRequired: '
    }

    It 'shows in PS> Connect-PrxAuth contoso -ClientCredential -Verbose what the page shows' {
        $example = $page | Where-Object Name -EQ 'PS> Connect-PrxAuth contoso -ClientCredential -Verbose'
        $run = Invoke-PageProgram $pwsh '-NoProfile', '-NonInteractive', '-Command', 'Connect-PrxAuth contoso -ClientCredential -Verbose' $environment
        Assert-Done $run
        $shown = $run.Output.Trim() -split '\r?\n' | ForEach-Object TrimEnd
        ($example.Text.Trim() -split '\r?\n' | Select-Object -Skip 1 | ForEach-Object TrimEnd) | Should -Be $shown
    }

    It 'ends check.sh with each of the exit statuses' -Skip:(-not $hasBash) {
        $check = Save-Example 'check.sh'
        (Invoke-Script $check $environment 'contoso').Output | Should -Match 'ready'
        $none = Invoke-Script $check (New-Environment) 'contoso'
        $none.Status | Should -Be 3
        $none.Output | Should -Match 'somebody must sign in'
        (Invoke-Script $check (New-Environment) '--nonsense').Status | Should -Be 2
        $other = $environment.Clone()
        $other.PRX_MASTER_KEY = "hex:$('ab' * 32)"
        $failed = Invoke-Script $check $other 'contoso'
        $failed.Status | Should -Be 1
        $failed.Output | Should -Match 'try again later'
    }

    It 'is let through by <_> when all is well, and stopped when not' -ForEach 'before-long-run.ps1', 'before-long-run.sh' -Skip:(-not $hasBash) {
        $check = Save-Example $_
        Assert-Done (Invoke-Script $check $environment)
        $other = $environment.Clone()
        $other.PRX_MASTER_KEY = "hex:$('ab' * 32)"
        $stopped = Invoke-Script $check $other
        $stopped.Status | Should -Be 1
        $stopped.Errors | Should -Match 'master|not well'
    }

    It 'is stopped by before-long-run.ps1 over a token that runs out and cannot be renewed, and not over one that is asked for anew' {
        Assert-Done (Invoke-Script (Save-Example 'before-long-run.ps1') $environment)
        $person = New-Environment @{ PRX_CONFIG = Join-Path $site 'person.toml'; PRX_INTERACTIVE = '1'; BROWSER = Get-SpecBrowser }
        Assert-Done (Invoke-Prx $person 'auth', 'login', 'corp')
        $stopped = Invoke-Script (Save-Example 'before-long-run.ps1') $person
        $stopped.Status | Should -Be 1
        $stopped.Errors | Should -Match 'cannot be renewed: corp/default'
    }
}

Describe 'A host' -Skip:(-not $hasBash) {
    BeforeAll {
        $null = Save-Example '/opt/runbooks/nightly.ps1'
        $wrapper = Save-Example '/opt/runbooks/nightly.sh'
        function New-Keys {
            param([string] $Folder)
            $null = New-Item -ItemType Directory $Folder -Force
            Set-Content "$Folder/prx-master-key" $key
            Set-Content "$Folder/contoso-client-secret" $runbookSecret
            chmod -R go= $Folder
        }
    }

    It 'runs crontab with the environment that cron gives' {
        New-Keys "$site/etc/runbooks/keys"
        $lines = (Get-Example 'crontab') -split '\r?\n' | Where-Object { $_ -and $_ -notmatch '^#' }
        $environment = @{ HOME = $site; LOGNAME = 'runbook'; SHELL = '/bin/sh'; PSModulePath = "$repository/out" }
        foreach ($line in $lines | Where-Object { $_ -match '^[A-Z_]+=' }) { $name, $value = $line -split '=', 2; $environment[$name] = $value }
        $environment.PATH = "$(Split-Path $pwsh):$($environment.PATH)"
        $job = @($lines | Where-Object { $_ -notmatch '^[A-Z_]+=' })
        $job | Should -HaveCount 1
        $job[0] | Should -Match '^([\d*,/-]+ ){5}(?<command>[^%]+)$'
        $null = New-Item -ItemType Directory "$site/var/lib" -Force
        Assert-Done (Invoke-PageProgram '/bin/sh' '-c', ($job[0] -split ' ', 6)[5] $environment $site) 'prx-runbook'
        Test-Path "$site/var/lib/runbooks/secrets/store.json" | Should -BeTrue
    }

    Context 'with systemd' -Skip:(-not $hasSystemd) {
        BeforeAll {
            $service = Save-Example '/etc/systemd/system/nightly.service'
            $timer = Save-Example '/etc/systemd/system/nightly.timer'
            $settings = Get-Content $service
        }

        It 'finds no fault with /etc/systemd/system/nightly.service and /etc/systemd/system/nightly.timer' {
            $verified = Invoke-PageProgram (Get-Command systemd-analyze).Source 'verify', '--man=no', $service, $timer @{ PATH = $env:PATH }
            # Faults of other units on this machine are not the page's.
            "$($verified.Output)$($verified.Errors)" -split '\r?\n' | Where-Object { $_ -match 'nightly' } | Should -BeNullOrEmpty
            $when = ((Get-Content $timer) -match '^OnCalendar=') -replace '^OnCalendar='
            (Invoke-PageProgram (Get-Command systemd-analyze).Source 'calendar', "$when" @{ PATH = $env:PATH }).Status | Should -Be 0
        }

        It 'is counted as well protected by systemd' {
            $look = Invoke-PageProgram (Get-Command systemd-analyze).Source 'security', '--offline=true', '--threshold=30', $service @{ PATH = $env:PATH }
            "$($look.Status) $($look.Output.Trim() -split '\r?\n' | Select-Object -Last 1)" | Should -Match '^0 '
        }

        It 'does nothing that SystemCallFilter= and RestrictAddressFamilies= forbid' -Skip:(-not $hasStrace) {
            $groups = @{}
            foreach ($line in (Invoke-PageProgram (Get-Command systemd-analyze).Source @('syscall-filter') @{ PATH = $env:PATH }).Output -split '\r?\n') {
                if ($line -match '^(@\S+)') { $group = $groups[$Matches[1]] = [System.Collections.Generic.List[string]]@() }
                elseif ($line -match '^\s+([@\w]\S*)$') { $group.Add($Matches[1]) }
            }

            function Expand-Group($Name) { foreach ($entry in $groups[$Name]) { $entry.StartsWith('@') ? (Expand-Group $entry) : $entry } }
            $allowed = [System.Collections.Generic.HashSet[string]]@(Expand-Group '@default'; Expand-Group ("$($settings -match '^SystemCallFilter=')" -replace '.*='))
            $families = ("$($settings -match '^RestrictAddressFamilies=')" -replace '.*=') -split ' '
            $environment = New-Environment @{ CONTOSO_CLIENT_SECRET = $runbookSecret }
            $trace = Join-Path $environment.HOME 'trace'
            Assert-Done (Invoke-PageProgram (Get-Command strace).Source @('-f', '-qq', '-o', $trace, $pwsh, '-NoProfile', '-NonInteractive', '-File', "$site/opt/runbooks/nightly.ps1") $environment $environment.HOME) 'prx-runbook'
            $calls = Select-String -Path $trace -Pattern '^\d+ +(?:<\.\.\. )?(\w+)' | ForEach-Object { $_.Matches[0].Groups[1].Value } | Sort-Object -Unique
            $calls | Should -Contain 'openat'
            $calls | Where-Object { -not $allowed.Contains($_) } | Should -BeNullOrEmpty
            Select-String -Path $trace -Pattern 'socket\((AF_\w+)' | ForEach-Object { $_.Matches[0].Groups[1].Value } | Sort-Object -Unique | Should -BeIn $families
        }

        It 'runs what ExecStart= names with the credentials and the environment of the unit' {
            $credentials = Join-Path $TestDrive 'credentials'
            New-Keys $credentials
            $environment = @{
                CREDENTIALS_DIRECTORY = $credentials; STATE_DIRECTORY = "$site/var/lib/runbooks"; INVOCATION_ID = 'a'
                PATH = "$(Split-Path $pwsh):/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"; PSModulePath = "$repository/out"
            }
            foreach ($pair in ($settings -match '^Environment=') -replace '^Environment=' -split ' ') { $name, $value = $pair -split '=', 2; $environment[$name] = $value }
            foreach ($line in $settings -match '^LoadCredential=') { ($line -split '[=:]')[1] | Should -BeIn (Get-ChildItem $credentials).Name }
            Remove-Item "$site/var/lib/runbooks" -Recurse -ErrorAction Ignore
            $null = New-Item -ItemType Directory "$site/var/lib/runbooks"
            chmod 700 "$site/var/lib/runbooks"
            $start = "$(($settings -match '^ExecStart=') -replace '^ExecStart=')"
            $start | Should -Be $wrapper
            Assert-Done (Invoke-PageProgram $start @() $environment $site) 'prx-runbook'
        }
    }
}

Describe 'A container' -Skip:(-not $hasContainers) {
    BeforeAll {
        # docker build's context.
        $context = (New-Item -ItemType Directory (Join-Path $TestDrive 'context')).FullName
        $null = New-Item -ItemType SymbolicLink "$context/out" -Target "$repository/out"
        [System.IO.File]::WriteAllText("$context/nightly.ps1", (Get-Example '/opt/runbooks/nightly.ps1' -InPlace))
        [System.IO.File]::WriteAllText("$context/config.toml", (Get-Example 'config.toml' -InPlace))
        $dockerfile = Get-Example 'Dockerfile' -InPlace

        # The words that run-container.sh gives to docker.
        $shim = (New-Item -ItemType Directory (Join-Path $TestDrive 'shim')).FullName
        Set-Content "$shim/docker" "#!/bin/sh`nprintf '%s\n' `"`$@`""
        chmod +x "$shim/docker"
        [System.IO.File]::WriteAllText("$shim/run.sh", (Get-Example 'run-container.sh' -InPlace))
        $said = Invoke-PageProgram (Get-Command bash).Source @("$shim/run.sh") @{ PATH = "$shim`:/usr/bin:/bin" } $context
        $words = $said.Output.Trim() -split '\n'
        $volumes = for ($i = 0; $i -lt $words.Count; $i++) { if ($words[$i] -eq '--volume') { $words[$i + 1] } }
        $passed = for ($i = 0; $i -lt $words.Count; $i++) { if ($words[$i] -eq '--env') { $words[$i + 1] } }
    }

    It 'made by Dockerfile and started by run-container.sh runs as its own user, and its store opens by the master key' {
        $passed | Should -Be 'PRX_MASTER_KEY', 'CONTOSO_CLIENT_SECRET'
        $volumes | Should -HaveCount 2
        Assert-Done (Invoke-PageContainer $dockerfile $context $volumes @{ PRX_MASTER_KEY = $key; CONTOSO_CLIENT_SECRET = $runbookSecret }) 'prx-runbook'
    }

    It 'without a key says what to set' {
        $run = Invoke-PageContainer $dockerfile $context $volumes @{ CONTOSO_CLIENT_SECRET = $runbookSecret }
        $run.Status | Should -Be 1
        $run.Errors | Should -Match 'PRX_MASTER_KEY'
    }

    Context 'in Kubernetes' -Skip:(-not $hasYaml) {
        BeforeAll {
            $manifest = ConvertFrom-PageYaml (Get-Example 'cronjob.yaml' -InPlace)
            $pod = $manifest.spec.jobTemplate.spec.template.spec
            $container = $pod.containers[0]
            $config = (New-Item -ItemType Directory (Join-Path $TestDrive 'configmap')).FullName
            [System.IO.File]::WriteAllText("$config/config.toml", (Get-Example 'kubernetes-config.toml' -InPlace))
            $projected = (New-Item -ItemType Directory (Join-Path $TestDrive 'projected')).FullName
            $sources = @{ config = $config; assertion = $projected }
            $volumes = foreach ($mount in $container.volumeMounts) { '{0}:{1}:ro' -f $sources[$mount.name], $mount.mountPath }
            $environment = @{ KUBERNETES_SERVICE_HOST = '10.0.0.1' }
            foreach ($entry in $container.env) { $environment[$entry.name] = $entry.value ?? $key }

            function Write-Assertion {
                $token = $pod.volumes[1].projected.sources[0].serviceAccountToken
                $answer = Invoke-RestMethod "$(Get-SpecAddress)/ci/github?audience=$($token.audience)" -Headers @{ Authorization = "Bearer $jobToken" } -NoProxy
                Set-Content (Join-Path $projected $token.path) $answer.value
            }
        }

        It 'runs the command of cronjob.yaml with the token that kubernetes-config.toml reads' {
            Write-Assertion
            Assert-Done (Invoke-PageContainer $dockerfile $context $volumes $environment @($container.command + $container.args)) 'repo:octo/runbooks'
        }

        It 'has mounts for its volumes, the user of the Dockerfile and a schedule' {
            $manifest.kind | Should -Be 'CronJob'
            $container.volumeMounts.name | Sort-Object | Should -Be ($pod.volumes.name | Sort-Object)
            $dockerfile | Should -Match "--uid $($pod.securityContext.runAsUser) "
            $manifest.spec.schedule | Should -Match '^([\d*,/-]+ ?){5}$'
        }

        It 'has a manifest of which kubectl drops nothing' -Skip:(-not (Get-Command kubectl -CommandType Application -ErrorAction Ignore)) {
            # Without a cluster kubectl reads a manifest where it changes something in it, and then writes all that it understood.
            $file = Save-Example 'cronjob.yaml'
            $read = Invoke-PageProgram (Get-Command kubectl).Source 'set', 'image', '--local', '-f', $file, 'nightly=other', '-o', 'json' @{ PATH = $env:PATH; HOME = $TestDrive }
            Assert-Done $read
            $kept = $read.Output | ConvertFrom-Json -AsHashtable
            function Assert-Kept($Wanted, $Found, $Where) {
                if ($Wanted -is [System.Collections.IDictionary]) { foreach ($name in $Wanted.Keys) { Assert-Kept $Wanted[$name] $Found[$name] "$Where.$name" } }
                elseif ($Wanted -is [System.Collections.IList]) { for ($i = 0; $i -lt $Wanted.Count; $i++) { Assert-Kept $Wanted[$i] @($Found)[$i] "$Where[$i]" } }
                else { $Found | Should -Be $Wanted -Because $Where }
            }
            Assert-Kept (ConvertFrom-PageYaml ((Get-Content $file -Raw) -replace '(?<=image: )\S+', 'other')) $kept ''
        }

        It 'is refused a store in a directory that everybody can write' {
            Write-Assertion
            $run = Invoke-PageContainer $dockerfile $context ($volumes + 'store:/var/lib/prx') $environment @($container.command + $container.args) -OpenVolumes
            $run.Errors | Should -Match '\[StoreUntrusted\]'
        }
    }
}

Describe 'GitHub Actions' -Skip:(-not $hasYaml) {
    BeforeAll {
        $workflow = ConvertFrom-PageYaml (Get-Example '.github/workflows/nightly.yml')
        $job = $workflow.jobs.nightly

        # Runs the steps as the runner does: each in a shell of its own, what stands in GITHUB_ENV for those that follow, masks in the log.
        function Invoke-Job {
            param([bool] $MayAsk)
            $environment = New-Environment @{ GITHUB_ACTIONS = 'true'; CI = 'true' }
            $environment.Remove('PRX_MASTER_KEY'); $environment.Remove('PRX_CONFIG'); $environment.Remove('PRX_DATA_HOME')
            $environment.GITHUB_WORKSPACE = $environment.RUNNER_TEMP = $environment.HOME
            [System.IO.File]::WriteAllText("$($environment.HOME)/github-config.toml", (Get-Example 'github-config.toml'))
            if ($MayAsk) {
                $environment.ACTIONS_ID_TOKEN_REQUEST_URL = "$(Get-SpecAddress)/ci/github?api-version=2.0"
                $environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN = $jobToken
            }

            $log = ''
            $masks = @()
            $failed = $null
            foreach ($step in $job.steps | Where-Object { $_.run }) {
                if ($failed -and $step.if -ne 'always()') { continue }
                $environment.GITHUB_ENV = Join-Path $environment.HOME "env$([guid]::NewGuid())"
                $null = New-Item $environment.GITHUB_ENV
                $shell = $step.shell ?? $job.defaults.run.shell
                $file = Join-Path $environment.HOME ($shell -eq 'pwsh' ? 'step.ps1' : 'step.sh')
                if ($shell -eq 'pwsh') {
                    [System.IO.File]::WriteAllText($file, "`$ErrorActionPreference = 'stop'`n$($step.run)`nif ((Test-Path -LiteralPath variable:\LASTEXITCODE)) { exit `$LASTEXITCODE }")
                    $result = Invoke-PageProgram $pwsh '-command', ". '$file'" $environment $environment.HOME
                }
                else {
                    [System.IO.File]::WriteAllText($file, $step.run)
                    $result = Invoke-PageProgram (Get-Command bash).Source '--noprofile', '--norc', '-eo', 'pipefail', $file $environment $environment.HOME
                }

                $said = "$($result.Output)$($result.Errors)"
                $masks += [regex]::Matches($said, '(?m)^::add-mask::(.+?)\r?$') | ForEach-Object { $_.Groups[1].Value }
                $said = $said -replace '(?m)^::add-mask::.*$'
                foreach ($mask in $masks) { $said = $said.Replace($mask, '***') }
                $log += "== $($step.name)`n$said"
                if ($result.Status) { $failed ??= $step.name }
                foreach ($line in Get-Content $environment.GITHUB_ENV) { $name, $value = $line -split '=', 2; $environment[$name] = $value }
            }

            [pscustomobject]@{ Failed = $failed; Log = $log; Masks = $masks; Environment = $environment }
        }
    }

    It 'runs every step of .github/workflows/nightly.yml with the token that github-config.toml asks for' {
        $workflow.permissions.'id-token' | Should -Be 'write'
        $run = Invoke-Job $true
        $run.Failed | Should -BeNullOrEmpty -Because $run.Log
        ([regex]::Matches($run.Log, 'repo:octo/runbooks')).Count | Should -Be 2
        $run.Masks | Should -HaveCount 2
        $run.Environment.CLOUD_TOKEN | Should -BeIn $run.Masks
        $run.Log | Should -Not -Match ([regex]::Escape($run.Environment.CLOUD_TOKEN))
        $run.Log | Should -Not -Match ([regex]::Escape($run.Environment.PRX_MASTER_KEY))
        Get-ChildItem $run.Environment.PRX_DATA_HOME -Recurse -Filter *.sealed | Should -BeNullOrEmpty
    }

    It 'names the permission that is missing' {
        $run = Invoke-Job $false
        $run.Failed | Should -Be 'Sign in'
        $run.Log | Should -Match '\[AssertionMissing\]'
        $run.Log | Should -Match 'id-token: write'
    }
}

Describe 'GitLab CI' -Skip:(-not $hasYaml) {
    It 'runs the script of .gitlab-ci.yml with the token that gitlab-config.toml reads' {
        $job = (ConvertFrom-PageYaml (Get-Example '.gitlab-ci.yml')).nightly
        $environment = New-Environment @{ GITLAB_CI = 'true'; CI = 'true' }
        $environment.Remove('PRX_MASTER_KEY')
        $environment.CI_PROJECT_DIR = $environment.CI_BUILDS_DIR = $environment.HOME
        [System.IO.File]::WriteAllText("$($environment.HOME)/gitlab-config.toml", (Get-Example 'gitlab-config.toml'))
        foreach ($name in $job.variables.Keys) { $environment[$name] = $job.variables[$name] -replace '\$(CI_\w+)', { $environment[$_.Groups[1].Value] } }
        foreach ($name in $job.id_tokens.Keys) {
            $answer = Invoke-RestMethod "$(Get-SpecAddress)/ci/github?audience=$($job.id_tokens[$name].aud)" -Headers @{ Authorization = "Bearer $jobToken" } -NoProxy
            $environment[$name] = $answer.value
        }

        foreach ($part in 'script', 'after_script') {
            # One shell for the lines of each part, as GitLab's runner does.
            $file = Join-Path $environment.HOME "$part.sh"
            [System.IO.File]::WriteAllText($file, "set -eo pipefail`n$($job[$part] -join "`n")")
            Assert-Done (Invoke-Script $file $environment) ($part -eq 'script' ? 'repo:octo/runbooks' : '')
        }

        Test-Path $environment.PRX_DATA_HOME | Should -BeFalse
    }
}

Describe 'Azure Automation' {
    It 'runs azure-runbook.ps1 and leaves nothing behind' {
        $file = Save-Example 'azure-runbook.ps1'
        $host_ = New-Environment
        $temporary = (New-Item -ItemType Directory (Join-Path $host_.HOME 'tmp')).FullName
        $host_.TMPDIR = $temporary
        $assets = "function Get-AutomationVariable { param(`$Name) @{ PrxMasterKey = '$key'; ContosoClientSecret = '$runbookSecret' }[`$Name] }"
        Assert-Done (Invoke-PageProgram $pwsh '-NoProfile', '-Command', "$assets; . '$file'" $host_ $host_.HOME) 'prx-runbook'
        Get-ChildItem $temporary -Filter prx-* | Should -BeNullOrEmpty
    }
}

Describe 'The Windows task scheduler' {
    It 'is told by register-task.ps1 to start what runs here' {
        $runbook = Save-Example '/opt/runbooks/nightly.ps1'
        function New-ScheduledTaskAction { param($Execute, $Argument) @{ Execute = $Execute; Argument = $Argument } }
        function New-ScheduledTaskTrigger { param([switch] $Daily, [datetime] $At) @{ Daily = $Daily; At = $At } }
        function New-ScheduledTaskPrincipal { param($UserId, $LogonType) @{ UserId = $UserId; LogonType = $LogonType } }
        function Register-ScheduledTask { param($TaskName, $Action, $Trigger, $Principal) $script:task = $PSBoundParameters }
        . ([scriptblock]::Create((Get-Example 'register-task.ps1')))
        $task.Action.Execute | Should -Be 'pwsh'
        $words = $task.Action.Argument -replace 'C:\\Runbooks\\nightly\.ps1', $runbook -split ' '
        Assert-Done (Invoke-PageProgram $pwsh $words (New-Environment @{ CONTOSO_CLIENT_SECRET = $runbookSecret })) 'prx-runbook'
    }
}
