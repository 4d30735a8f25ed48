# What the specs of pages share: the examples of a page by name, and clean processes to run them in.

# The fenced blocks of a page. Each is named by its first comment, a file's name; a session by its first line.
function Get-PageExample {
    param([string] $Path)
    foreach ($block in [regex]::Matches((Get-Content $Path -Raw), '(?ms)^```(?<language>\w+)\r?\n(?<text>.*?)^```')) {
        $text = $block.Groups['text'].Value
        [pscustomobject]@{
            Name     = [regex]::Match($text, '(?m)\A(?:#!.*\r?\n)?(?:# (?<name>\S+)$|(?<name>PS> .*)$)').Groups['name'].Value.Trim()
            Language = $block.Groups['language'].Value
            Text     = $text
        }
    }
}

# Runs a program with the environment that is given and no other, and no terminal; gives its status and what it wrote.
function Invoke-PageProgram {
    param([string] $Program, [string[]] $Arguments = @(), [hashtable] $Environment = @{}, [string] $Directory = $PWD.ProviderPath, [string] $InputText = '')
    $start = [System.Diagnostics.ProcessStartInfo]::new($Program, $Arguments)
    $start.WorkingDirectory = $Directory
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.Environment.Clear()
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $process = [System.Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Write($InputText)
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit(600000)) { throw "$Program $Arguments did not end." }
        [pscustomobject]@{ Status = $process.ExitCode; Output = $output.Result -replace "\e\[[0-9;]*m"; Errors = $errors.Result -replace "\e\[[0-9;]*m" }
    }
    finally {
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
    }
}

# YAML as objects, by the library that this machine has for it.
function ConvertFrom-PageYaml {
    param([string] $Text)
    $read = Invoke-PageProgram (Get-Command python3).Source '-c', 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' @{
        PATH = $env:PATH; HOME = $HOME
    } -InputText $Text
    if ($read.Status) { throw "That is no YAML: $($read.Errors)" }
    $read.Output | ConvertFrom-Json -AsHashtable
}

function Test-PageYaml {
    [bool](Get-Command python3 -CommandType Application -ErrorAction Ignore) -and $(python3 -c 'import yaml' 2>$null; $LASTEXITCODE -eq 0)
}

# Whether containers can be played here: namespaces and overlays are root's, on Linux.
function Test-PageContainer {
    $IsLinux -and (id -u) -eq 0 -and $(unshare --mount --pid --fork true 2>$null; $LASTEXITCODE -eq 0)
}

# Plays a Dockerfile over this machine as its base, and then runs a container of it: a root of its own without a machine id, the user and
# the environment that the file names, volumes as source:target. Everything lives in memory and is gone with its process.
function Invoke-PageContainer {
    param([string] $Dockerfile, [string] $Context, [string[]] $Volumes = @(), [hashtable] $Environment = @{}, [string[]] $Command, [switch] $OpenVolumes)
    $quote = { "'" + ("$args" -replace "'", "'\''") + "'" }
    $script = [System.Collections.Generic.List[string]]@(
        'set -euo pipefail'
        'base=$(mktemp -d); mount -t tmpfs none "$base"; root=$base/root; mkdir "$base/upper" "$base/work" "$root"'
        'mount -t overlay none -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" "$root"'
        'rm -f "$root/etc/machine-id" "$root/var/lib/dbus/machine-id"'
        'mount -t proc none "$root/proc"; mount --rbind /dev "$root/dev"; mount -t tmpfs -o mode=1777 none "$root/tmp"'
    )
    $variables = @{ PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }
    $user = 'root'
    $instructions = ($Dockerfile -replace '(?m)^#.*\r?\n' -replace '\\\r?\n\s*', ' ') -split '\r?\n' | Where-Object { $_ }
    foreach ($line in $instructions) {
        $word, $rest = $line -split '\s+', 2
        switch ($word) {
            'ARG' { }
            'FROM' { }
            'VOLUME' { }
            'COPY' {
                $from, $to = $rest -split '\s+'
                $script.Add("chroot `"`$root`" mkdir -p `"`$(dirname $to)`"; cp -rL $(& $quote (Join-Path $Context $from)) `"`$root$to`"")
            }
            'RUN' { $script.Add("chroot `"`$root`" /bin/sh -c $(& $quote $rest) >&2") }
            'USER' { $user = $rest }
            'ENV' { foreach ($pair in $rest -split '\s+') { $name, $value = $pair -split '=', 2; $variables[$name] = $value } }
            'ENTRYPOINT' { if (-not $Command) { $Command = $rest | ConvertFrom-Json } }
            default { throw "The page's Dockerfile has an instruction that is not played: $line" }
        }
    }

    foreach ($volume in $Volumes) {
        $source, $target, $mode = $volume -split ':'
        # Links on the way to the target are the container's, not those of this machine: the path is made and found inside.
        $place = (Test-Path $source -PathType Leaf) ? "mkdir -p `"`$(dirname $target)`"; touch $target" : "mkdir -p $target"
        $script.Add("place=`"`$root`$(chroot `"`$root`" /bin/sh -c '$place; realpath $target')`"")
        if ($source -match '^/') {
            # A file or a directory of the host.
            $script.Add("mount --bind $source `"`$place`"")
            if ($mode -eq 'ro') { $script.Add('mount -o remount,ro,bind "$place"') }
        }
        elseif ($OpenVolumes) {
            $script.Add('mount -t tmpfs -o mode=0777 none "$place"')
        }
        else {
            # A named volume begins as a copy of what the image has there.
            $script.Add("mkdir `"`$base/$source`"; cp -a `"`$place/.`" `"`$base/$source`"; mount --bind `"`$base/$source`" `"`$place`"")
        }
    }

    foreach ($name in $Environment.Keys) { $variables[$name] = $Environment[$name] }
    # The variables come over standard input: secrets are no arguments here either.
    $script.Add("exec chroot --userspec=$($user):$user `"`$root`" /usr/bin/env -i /bin/bash -c 'cd /; while IFS= read -r -d `"`" pair; do export `"`$pair`"; done; exec `"`$@`" </dev/null' container $(($Command | ForEach-Object { & $quote $_ }) -join ' ')")
    $file = Join-Path $Context "container$([guid]::NewGuid()).sh"
    [System.IO.File]::WriteAllText($file, $script -join "`n")
    $pairs = -join ($variables.Keys | ForEach-Object { "$_=$($variables[$_])`0" })
    Invoke-PageProgram (Get-Command unshare).Source '--mount', '--pid', '--fork', 'bash', $file @{ PATH = $env:PATH } -InputText $pairs
}

Export-ModuleMember -Function *-Page*
