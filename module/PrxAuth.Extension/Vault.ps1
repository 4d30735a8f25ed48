# What Microsoft.PowerShell.SecretManagement calls once PrxAuth is registered as a vault; docs/secretmanagement.md tells the user's side.
# Thin: what a profile is and how its token stays valid, the cmdlets know. Nothing here asks a person.
# A failure is written, not thrown: SecretManagement hides the text of what is thrown.

function Get-Secret {
    [CmdletBinding()]
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)
    $key = Get-ProfileKey $Name
    if (-not $key) { return }
    if ($AdditionalParameters.MinimumValidity) { $key.MinimumValidity = $AdditionalParameters.MinimumValidity }
    PrxAuth\Get-PrxAuthToken @key -ErrorAction SilentlyContinue -ErrorVariable failures
    Write-Failure $PSCmdlet $failures -ExceptMissing
}

function Get-SecretInfo {
    [CmdletBinding()]
    param([string] $Filter, [string] $VaultName, [hashtable] $AdditionalParameters)
    if (-not $Filter) { $Filter = '*' }
    foreach ($profile in PrxAuth\Get-PrxAuthProfile) {
        if ("$profile" -notlike $Filter) { continue }
        # SecretManagement wants texts, numbers and DateTime.
        $metadata = @{
            Provider  = $profile.Provider
            Profile   = $profile.Profile
            Status    = "$($profile.Status)"
            Scopes    = $profile.Scopes -join ' '
            TokenType = $profile.TokenType
        }
        if ($profile.Account) { $metadata.Account = $profile.Account }
        if ($profile.ExpiresAt) { $metadata.Expires = $profile.ExpiresAt.LocalDateTime }
        [Microsoft.PowerShell.SecretManagement.SecretInformation]::new(
            "$profile", [Microsoft.PowerShell.SecretManagement.SecretType]::SecureString, $VaultName, $metadata)
    }
}

# Keeps a token that somebody has. A sign-in it cannot replace: what comes of that renews itself, and a bare token would not.
function Set-Secret {
    [CmdletBinding()]
    param([string] $Name, [object] $Secret, [string] $VaultName, [hashtable] $AdditionalParameters, [hashtable] $Metadata)
    $key = Get-ProfileKey $Name
    if (-not $key) {
        $wayOut = 'Write it as provider/profile, such as github/ci.'
        Write-Refusal $PSCmdlet ProfileNameInvalid InvalidArgument $Name "'$Name' does not name a profile." $wayOut
        return
    }

    if ($Metadata.Count) {
        $wayOut = 'Leave -Metadata out. What Get-SecretInfo shows comes from the sign-in.'
        Write-Refusal $PSCmdlet MetadataNotSupported InvalidArgument $Name "'$Name' cannot have metadata; nothing was stored." $wayOut
        return
    }

    # A text is as good as a SecureString: that is how most people have their token.
    if ($Secret -is [string]) { $Secret = [System.Net.NetworkCredential]::new('', $Secret).SecurePassword }
    if ($Secret -isnot [securestring]) {
        $wayOut = "To sign in instead: Connect-PrxAuth -Provider $($key.Provider) -Profile $($key.Profile)"
        Write-Refusal $PSCmdlet SecretTypeNotSupported InvalidType $Name "'$Name' can only be a token, as a SecureString or a string." $wayOut
        return
    }

    $present = PrxAuth\Get-PrxAuthProfile @key -ErrorAction SilentlyContinue -ErrorVariable failures
    $failures = $failures | Where-Object { -not (Test-Missing $_) }
    if ($failures) {
        Write-Failure $PSCmdlet $failures
        return
    }

    if ($present -and "$($present.Flow)" -ne 'GivenToken') {
        $message = "'$Name' was signed in and renews itself; a token set in its place would not. Nothing was changed."
        $wayOut = "To sign in anew: Connect-PrxAuth -Provider $($key.Provider) -Profile $($key.Profile). To keep a token of yours, choose another profile name, or run Remove-Secret first."
        Write-Refusal $PSCmdlet ProfileSignedIn ResourceExists $Name $message $wayOut
        return
    }

    $null = PrxAuth\Connect-PrxAuth @key -Token $Secret
}

# A secret that is removed is to be dead: so this is a sign-out, which revokes what it can, and not only a deletion.
function Remove-Secret {
    [CmdletBinding()]
    param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters)
    $key = Get-ProfileKey $Name
    if ($key) {
        # SecretManagement has asked already, where it was to ask.
        PrxAuth\Disconnect-PrxAuth @key -Confirm:$false
    }
    else {
        Write-Refusal $PSCmdlet ProfileNameInvalid InvalidArgument $Name "'$Name' does not name a profile." 'Get-SecretInfo lists those that are there.'
    }
}

function Test-SecretVault {
    [CmdletBinding()]
    param([string] $VaultName, [hashtable] $AdditionalParameters)
    $failed = @(PrxAuth\Test-PrxAuth -Offline | Where-Object { "$($_.Status)" -eq 'Failed' -and $_.Area -in 'Configuration', 'Store', 'Files', 'Key', 'Locks' })
    foreach ($finding in $failed) {
        Write-Refusal $PSCmdlet $finding.Name ResourceUnavailable $finding.Target $finding.Message $finding.Recommendation
    }

    $failed.Count -eq 0
}

# The store opens by this machine's identity or by PRX_MASTER_KEY: there is no password that would be for a vault to ask for.
function Unlock-SecretVault {
    [CmdletBinding()]
    param([securestring] $Password, [string] $VaultName, [hashtable] $AdditionalParameters)
    $PSCmdlet.WriteVerbose('PrxAuth has no password to unlock; its store opens by the machine or by PRX_MASTER_KEY.')
}

# The parameters that name the profile of a secret; nothing for a name that cannot be one of ours, which is for another vault to know.
function Get-ProfileKey ([string] $Name) {
    $parts = $Name.Split('/')
    if ($parts.Count -eq 2 -and $parts[0] -and $parts[1] -and -not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($Name)) {
        @{ Provider = $parts[0]; Profile = $parts[1] }
    }
}

function Test-Missing ([System.Management.Automation.ErrorRecord] $Failure) {
    ($Failure.FullyQualifiedErrorId -split ',')[0] -in 'ProviderUnknown', 'ProfileNotFound', 'ProfileNameInvalid'
}

# A secret that this vault does not have is no error: SecretManagement asks every vault in turn and says itself when none has it.
function Write-Failure ([System.Management.Automation.PSCmdlet] $Cmdlet, [object[]] $Failure, [switch] $ExceptMissing) {
    foreach ($one in $Failure) {
        if ($ExceptMissing -and (Test-Missing $one)) { $Cmdlet.WriteVerbose("$one $($one.ErrorDetails.RecommendedAction)") }
        else { $Cmdlet.WriteError($one) }
    }
}

function Write-Refusal ([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Id, [System.Management.Automation.ErrorCategory] $Category, $Target, [string] $Message, [string] $Recommendation) {
    $refusal = [System.Management.Automation.ErrorRecord]::new([System.Management.Automation.PSInvalidOperationException]::new($Message), $Id, $Category, $Target)
    $refusal.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($Message)
    $refusal.ErrorDetails.RecommendedAction = $Recommendation
    $Cmdlet.WriteError($refusal)
}
